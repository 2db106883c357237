package io.tidemark.doctor;

import java.util.List;

/**
 * The result of one check.
 *
 * @param check what was looked at, such as {@code postgres.slot}
 * @param what what was found
 * @param why why it matters; empty for OK
 * @param mend what to do about it; empty for OK
 * @param subjects the tables, columns or topics that it is about; often none
 */
record Finding(
    String check, Level level, String what, String why, String mend, List<String> subjects) {
  /** How bad it is. */
  enum Level {
    OK,
    /** Works, with a loss or a risk that one should know. */
    WARN,
    /** Does not work, or loses changes. */
    FAIL,
    /** Could not be examined. */
    UNKNOWN
  }

  Finding {
    subjects = List.copyOf(subjects);
  }

  static Finding ok(String check, String what) {
    return new Finding(check, Level.OK, what, "", "", List.of());
  }

  static Finding warn(String check, String what, String why, String mend) {
    return new Finding(check, Level.WARN, what, why, mend, List.of());
  }

  static Finding fail(String check, String what, String why, String mend) {
    return new Finding(check, Level.FAIL, what, why, mend, List.of());
  }

  static Finding unknown(String check, String what, String why, String mend) {
    return new Finding(check, Level.UNKNOWN, what, why, mend, List.of());
  }

  Finding about(List<String> names) {
    return new Finding(check, level, what, why, mend, names);
  }
}
