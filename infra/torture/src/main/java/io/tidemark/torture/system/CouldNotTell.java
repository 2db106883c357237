package io.tidemark.torture.system;

/** The run can't say whether the properties hold: something beside them failed. */
public final class CouldNotTell extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CouldNotTell(String why) {
    super(why);
  }

  public CouldNotTell(String why, Throwable cause) {
    super(why, cause);
  }
}
