package io.tidemark.bench.contract;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A stretch of time that counts, as an event of the flight recording, if there is one: so that a
 * profile can leave out what is not measured.
 */
@Name(MeasuredTime.NAME)
@StackTrace(false)
public final class MeasuredTime extends Event {
  public static final String NAME = "tidemark.bench.Measured";
}
