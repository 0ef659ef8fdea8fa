package io.zonescaler.purity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads one class file once and collects both what it does wrong and which classes it refers to, so
 * that {@link PurityCheck} can walk on. Names are internal ones ({@code java/lang/Math}).
 */
final class ClassScan extends ClassVisitor {
  private final Set<String> gameTypes;
  private final Predicate<String> identityHashed;
  private final String reachedFrom;
  private final Set<PurityViolation> violations = new LinkedHashSet<>();
  private final Set<String> references = new LinkedHashSet<>();
  private String name = "";
  private String sourceFile = "";

  /**
   * Prepares a scan.
   *
   * @param gameTypes the game class and those it extends, whose fields are its state
   * @param identityHashed whether a class inherits {@code hashCode} from {@code Object}
   * @param reachedFrom see {@link PurityViolation#reachedFrom()}
   */
  ClassScan(Set<String> gameTypes, Predicate<String> identityHashed, String reachedFrom) {
    super(Opcodes.ASM9);
    this.gameTypes = gameTypes;
    this.identityHashed = identityHashed;
    this.reachedFrom = reachedFrom;
  }

  /** Scans a class file. */
  void read(byte[] classFile) {
    new ClassReader(classFile).accept(this, ClassReader.SKIP_FRAMES);
  }

  /** What was found, in the order of the class file. */
  List<PurityViolation> violations() {
    return new ArrayList<>(violations);
  }

  /** The classes that this one's code refers to. */
  Set<String> references() {
    return references;
  }

  @Override
  public void visit(
      int version,
      int access,
      String internalName,
      String signature,
      String superName,
      String[] interfaces) {
    name = internalName;
    if (superName != null) {
      refer(superName);
    }
    for (String each : interfaces) {
      refer(each);
    }
  }

  @Override
  public void visitSource(String source, String debug) {
    sourceFile = source == null ? "" : source;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] exceptions) {
    if ((access & Opcodes.ACC_NATIVE) != 0) {
      report(method, 0, "is native, so nobody can check it", "write it in Java");
    }
    return new MethodScan(this, method, (access & Opcodes.ACC_SYNCHRONIZED) != 0);
  }

  /** Returns whether code in {@code method} of this class may set a field of {@code owner}. */
  boolean maySetField(String owner, String method) {
    return !gameTypes.contains(owner)
        || (gameTypes.contains(name) && method.equals(PurityCheck.CONSTRUCTOR));
  }

  /** Returns whether code in {@code method} of this class may set a static field of an owner. */
  boolean maySetStatic(String owner, String method) {
    return owner.equals(name) && method.equals("<clinit>");
  }

  boolean identityHashed(String owner) {
    return identityHashed.test(owner);
  }

  /** Notes a reference to a class or to an array's element class. */
  void refer(String internalName) {
    refer(Type.getObjectType(internalName));
  }

  void refer(Type type) {
    Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (element.getSort() == Type.OBJECT) {
      references.add(element.getInternalName());
    }
  }

  void report(String method, int line, String what, String remedy) {
    violations.add(
        new PurityViolation(
            name.replace('/', '.'),
            enclosing(method),
            sourceFile,
            line,
            what,
            remedy,
            reachedFrom));
  }

  /** Returns the method around the body of a lambda, which javac names {@code lambda$step$0}. */
  private static String enclosing(String method) {
    if (!method.startsWith("lambda$")) {
      return method;
    }
    String around = method.substring("lambda$".length(), method.lastIndexOf('$'));
    return switch (around) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> around;
    };
  }
}
