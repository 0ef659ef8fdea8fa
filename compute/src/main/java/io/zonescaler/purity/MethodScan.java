package io.zonescaler.purity;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads one method's instructions for a {@link ClassScan}. */
final class MethodScan extends MethodVisitor {
  /** What javac links lambdas, string concatenation, records and pattern switches with. */
  private static final Set<String> COMPILER_BOOTSTRAPS =
      Set.of(
          "java/lang/invoke/ConstantBootstraps",
          "java/lang/invoke/LambdaMetafactory",
          "java/lang/invoke/StringConcatFactory",
          "java/lang/runtime/ObjectMethods",
          "java/lang/runtime/SwitchBootstraps");

  private static final String LOCK = "takes a lock (synchronized), which depends on thread order";
  private static final String NO_LOCK = "drop the lock: a game shares no state between threads";

  private final ClassScan scan;
  private final String method;
  private boolean reportLock;
  private int line;

  MethodScan(ClassScan scan, String method, boolean locks) {
    super(Opcodes.ASM9);
    this.scan = scan;
    this.method = method;
    this.reportLock = locks;
  }

  @Override
  public void visitLineNumber(int lineNumber, Label start) {
    line = lineNumber;
    if (reportLock) {
      report(LOCK, NO_LOCK);
      reportLock = false;
    }
  }

  @Override
  public void visitEnd() {
    if (reportLock) {
      report(LOCK, NO_LOCK);
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode == Opcodes.MONITORENTER) {
      report(LOCK, NO_LOCK);
    }
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    scan.refer(type);
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    scan.refer(Type.getType(descriptor));
  }

  @Override
  public void visitLdcInsn(Object value) {
    visitConstant(value);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
    scan.refer(owner);
    if (opcode == Opcodes.PUTSTATIC && !scan.maySetStatic(owner, method)) {
      report(
          "writes the static field " + simple(owner) + "." + field + ", which outlives the tick",
          "keep state in columns of entities");
    } else if (opcode == Opcodes.PUTFIELD && !scan.maySetField(owner, method)) {
      report(
          "writes the game's field " + simple(owner) + "." + field + ", which outlives the tick",
          "keep state in columns of entities");
    } else if (JdkBans.covers(owner)) {
      reportBan("uses " + simple(owner) + "." + field, JdkBans.onField(owner));
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String called, String descriptor, boolean isInterface) {
    visitCall(owner, called, descriptor);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String called, String descriptor, Handle bootstrap, Object... arguments) {
    visitBootstrap(bootstrap);
    for (Object argument : arguments) {
      visitConstant(argument);
    }
  }

  private void visitConstant(Object constant) {
    if (constant instanceof Type type) {
      scan.refer(type);
    } else if (constant instanceof Handle handle) {
      visitCall(handle.getOwner(), handle.getName(), handle.getDesc());
    } else if (constant instanceof ConstantDynamic dynamic) {
      visitBootstrap(dynamic.getBootstrapMethod());
      for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
        visitConstant(dynamic.getBootstrapMethodArgument(i));
      }
    }
  }

  private void visitBootstrap(Handle bootstrap) {
    if (!COMPILER_BOOTSTRAPS.contains(bootstrap.getOwner())) {
      reportBan("links code through " + simple(bootstrap.getOwner()), JdkBans.reflection());
    }
  }

  private void visitCall(String owner, String called, String descriptor) {
    scan.refer(owner);
    String what =
        called.equals("<init>")
            ? "constructs " + simple(owner)
            : "calls " + simple(owner) + "." + called;
    boolean hashCode = called.equals("hashCode") && descriptor.equals("()I");
    if (hashCode && scan.identityHashed(owner)) {
      reportBan(what, JdkBans.identityHash());
    } else if (JdkBans.covers(owner)) {
      reportBan(what, JdkBans.onCall(owner, called, descriptor));
    }
  }

  private void reportBan(String what, @Nullable Ban ban) {
    if (ban != null) {
      report(what + ", " + ban.why(), ban.remedy());
    }
  }

  private void report(String what, String remedy) {
    scan.report(method, line, what, remedy);
  }

  /** Returns a class's name without its package, nested names with dots. */
  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1).replace('$', '.');
  }
}
