package io.ranvier.cli;

/// The command cannot go on, for a reason that its one-line message tells.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }
}
