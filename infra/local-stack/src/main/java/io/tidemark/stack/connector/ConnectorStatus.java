package io.tidemark.stack.connector;

/**
 * How the connector is.
 *
 * @param state as Connect says it: RUNNING, PAUSED, FAILED, UNASSIGNED ...; ABSENT where Connect
 *     knows no such connector, UNKNOWN where Connect does not answer
 * @param taskState the same for its one task; NONE where there is no task yet
 * @param error the stack trace of what failed; null where nothing did
 */
public record ConnectorStatus(String name, String state, String taskState, String error) {
  public boolean running() {
    return state.equals("RUNNING") && taskState.equals("RUNNING");
  }

  public boolean failed() {
    return state.equals("FAILED") || taskState.equals("FAILED");
  }

  /** The innermost reason of the error, which is the one that tells something; null without one. */
  public String reason() {
    if (error == null) {
      return null;
    }
    String reason = "";
    for (String line : error.split("\n", -1)) {
      if (reason.isEmpty() || line.startsWith("Caused by: ")) {
        reason = line.replaceFirst("^Caused by: ", "").strip();
      }
    }
    return reason;
  }

  static ConnectorStatus absent(String name) {
    return new ConnectorStatus(name, "ABSENT", "NONE", null);
  }

  public static ConnectorStatus unknown(String name) {
    return new ConnectorStatus(name, "UNKNOWN", "NONE", null);
  }
}
