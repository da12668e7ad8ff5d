package io.ranvier.op;

/// The names of operations, from those of their classes. Made once: asking a class what encloses it
/// takes longer than to build a node.
final class OpNames {
  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          var outer = type.getEnclosingClass();
          var own = decapitalize(type.getSimpleName());
          boolean isMember =
              outer != null && Op.class.isAssignableFrom(outer) && !outer.isInterface();
          return isMember ? decapitalize(outer.getSimpleName()) + "." + own : own;
        }
      };

  private OpNames() {}

  static String of(Class<?> type) {
    return NAMES.get(type);
  }

  private static String decapitalize(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
