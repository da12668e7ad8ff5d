package io.ranvier.testing;

/// A wrong argument: a row of the tables that [MistakesTest] runs over.
///
/// @param part whose argument it is, as `docs/parts.md` calls it
/// @param code what somebody wrote
/// @param message that the error begins with: the argument, its value, and what is allowed
record Mistake(String part, Runnable code, String message) {
  @Override
  public String toString() {
    return part + ": " + message;
  }
}
