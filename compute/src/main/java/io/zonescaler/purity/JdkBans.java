package io.zonescaler.purity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which members of the JDK make game logic depend on something else than its inputs: the
 * clock, the machine, thread order, hash order.
 *
 * <p>Packages are allowed by a list, so what a later JDK adds is refused until somebody has looked
 * at it; within the allowed packages single classes and methods are banned. Names are internal ones
 * ({@code java/lang/Math}).
 */
final class JdkBans {
  private static final Set<String> PURE_PACKAGES =
      Set.of(
          "java/lang",
          "java/math",
          "java/nio",
          "java/nio/charset",
          "java/time",
          "java/time/chrono",
          "java/time/temporal",
          "java/util",
          "java/util/function",
          "java/util/regex",
          "java/util/stream");

  private static final Set<String> HASH_ORDERED =
      Set.of(
          "java/util/HashMap",
          "java/util/HashSet",
          "java/util/Hashtable",
          "java/util/IdentityHashMap",
          "java/util/WeakHashMap");

  private static final Set<String> RANDOM =
      Set.of("java/util/Random", "java/util/SplittableRandom", "java/security/SecureRandom");

  private static final Set<String> THREADS =
      Set.of(
          "java/lang/InheritableThreadLocal",
          "java/lang/Thread",
          "java/lang/ThreadGroup",
          "java/lang/ThreadLocal",
          "java/util/Timer",
          "java/util/TimerTask");

  private static final Set<String> MACHINE =
      Set.of(
          "java/lang/Process",
          "java/lang/ProcessBuilder",
          "java/lang/ProcessHandle",
          "java/lang/Runtime",
          "java/util/Scanner");

  private static final Set<String> LOADING =
      Set.of(
          "java/lang/ClassLoader",
          "java/lang/Module",
          "java/lang/ModuleLayer",
          "java/lang/Package",
          "java/lang/StackWalker",
          "java/util/ResourceBundle",
          "java/util/ServiceLoader");

  private static final Set<String> PURE_CLASS_METHODS =
      Set.of(
          "asSubclass",
          "cast",
          "desiredAssertionStatus",
          "getComponentType",
          "getEnumConstants",
          "getName",
          "getSimpleName",
          "isArray",
          "isAssignableFrom",
          "isEnum",
          "isInstance",
          "isInterface",
          "isRecord");

  private static final Ban CLOCK =
      new Ban("which reads the machine's clock", "use the tick number, Step.tick()");
  private static final Ban CHANCE =
      new Ban("which draws from its own state", "use Step.random() or StableHash");
  private static final Ban IDENTITY =
      new Ban(
          "whose value differs from run to run", "use the entity's id or a hash of the columns");
  private static final Ban HASH_ORDER =
      new Ban(
          "whose iteration order is not defined",
          "use a sorted collection (TreeMap, TreeSet) or an array");
  private static final Ban THREAD =
      new Ban(
          "which depends on thread order",
          "leave threads to the framework, which runs ranges of entities in parallel");
  private static final Ban SETTING =
      new Ban("which depends on the machine", "use a constant or a setting of the world");
  private static final Ban OUTSIDE =
      new Ban(
          "which reaches outside the world", "bring static data as a world asset, and emit events");
  private static final Ban REFLECTION =
      new Ban("which escapes this check", "call the code directly, or through an interface");
  private static final Ban UNKNOWN =
      new Ban(
          "which is not in the part of the JDK known to be pure",
          "keep to java.lang, java.math, java.nio buffers and java.util");

  private JdkBans() {}

  /** Returns whether a class belongs to the JDK, whose own code is not walked. */
  static boolean covers(String owner) {
    return owner.startsWith("java/")
        || owner.startsWith("javax/")
        || owner.startsWith("jdk/")
        || owner.startsWith("sun/")
        || owner.startsWith("com/sun/");
  }

  /** Returns the ban on an identity hash code, for receivers that do not override it. */
  static Ban identityHash() {
    return IDENTITY;
  }

  /** Returns the ban on linking code by unusual means. */
  static Ban reflection() {
    return REFLECTION;
  }

  /** Returns why a field of the JDK may not be used, or null if it may. */
  static @Nullable Ban onField(String owner) {
    return onPackage(owner);
  }

  /** Returns why a method or constructor ({@code <init>}) may not be called, or null if it may. */
  static @Nullable Ban onCall(String owner, String name, String descriptor) {
    if (RANDOM.contains(owner) || owner.startsWith("java/util/random/")) {
      return CHANCE;
    }
    Ban ban = onPackage(owner);
    if (ban != null) {
      return ban;
    }
    if (owner.startsWith("java/time/")) {
      return owner.equals("java/time/Clock") || name.equals("now")
          ? CLOCK
          : name.equals("systemDefault") ? SETTING : null;
    }
    if (owner.startsWith("java/util/") || owner.startsWith("java/nio/")) {
      return onUtilityCall(owner, name, descriptor);
    }
    return switch (owner) {
      case "java/lang/Math", "java/lang/StrictMath" -> MathBans.onCall(owner, name);
      case "java/lang/System" -> onSystemCall(name);
      case "java/lang/Object" -> onObjectCall(name);
      case "java/lang/Class" ->
          PURE_CLASS_METHODS.contains(name) || name.equals("hashCode") ? null : REFLECTION;
      default -> null;
    };
  }

  private static @Nullable Ban onPackage(String owner) {
    if (THREADS.contains(owner) || owner.startsWith("java/util/concurrent/")) {
      return THREAD;
    }
    if (owner.startsWith("java/io/")
        || owner.startsWith("java/net/")
        || owner.startsWith("java/nio/file/")
        || owner.startsWith("java/nio/channels/")) {
      return OUTSIDE;
    }
    if (LOADING.contains(owner)
        || owner.startsWith("java/lang/reflect/")
        || owner.startsWith("java/lang/invoke/")) {
      return REFLECTION;
    }
    if (MACHINE.contains(owner)) {
      return SETTING;
    }
    String packageName = owner.substring(0, Math.max(0, owner.lastIndexOf('/')));
    return PURE_PACKAGES.contains(packageName) ? null : UNKNOWN;
  }

  private static @Nullable Ban onSystemCall(String name) {
    return switch (name) {
      case "arraycopy" -> null;
      case "currentTimeMillis", "nanoTime" -> CLOCK;
      case "identityHashCode" -> IDENTITY;
      default -> SETTING;
    };
  }

  private static @Nullable Ban onObjectCall(String name) {
    return switch (name) {
      case "hashCode" -> IDENTITY;
      case "wait", "notify", "notifyAll" -> THREAD;
      default -> null;
    };
  }

  private static @Nullable Ban onUtilityCall(String owner, String name, String descriptor) {
    if (HASH_ORDERED.contains(owner)) {
      return name.equals("<init>") || name.startsWith("new") ? HASH_ORDER : null;
    }
    return switch (owner) {
      // Their order is salted anew in every JVM.
      case "java/util/Map", "java/util/Set" ->
          Set.of("of", "ofEntries", "copyOf").contains(name) ? HASH_ORDER : null;
      case "java/util/stream/Collectors" -> onCollector(name, descriptor);
      case "java/util/UUID" -> name.equals("randomUUID") ? CHANCE : null;
      case "java/util/Collections" ->
          name.equals("shuffle") && descriptor.equals("(Ljava/util/List;)V") ? CHANCE : null;
      case "java/util/Date", "java/util/GregorianCalendar" ->
          name.equals("<init>") && descriptor.equals("()V") ? CLOCK : null;
      case "java/util/Calendar" -> name.equals("getInstance") ? CLOCK : null;
      default -> onAnyCall(name);
    };
  }

  private static @Nullable Ban onCollector(String name, String descriptor) {
    boolean ownContainer = descriptor.contains("Ljava/util/function/Supplier;");
    return switch (name) {
      case "toSet", "toUnmodifiableSet", "toUnmodifiableMap" -> HASH_ORDER;
      case "toMap", "groupingBy" -> ownContainer ? null : HASH_ORDER;
      case "toConcurrentMap", "groupingByConcurrent" -> THREAD;
      default -> null;
    };
  }

  private static @Nullable Ban onAnyCall(String name) {
    if (name.startsWith("parallel")) {
      return THREAD;
    }
    return name.equals("getDefault") || name.equals("defaultCharset") ? SETTING : null;
  }
}
