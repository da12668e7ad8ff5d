package io.ranvier.data;

/// Data that is not as it must be: missing, cut short, corrupt, or contradicting itself. The
/// message is one line that says what came, what was expected and what to do.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
