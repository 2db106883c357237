package io.tidemark.ingestion.simulate;

import java.util.List;

/**
 * One database transaction of a session.
 *
 * @param dueNanos when it is due, counted from the start of the simulation
 * @param appUser the application user in whose name it is done
 */
public record Step(long dueNanos, String appUser, List<PlannedStatement> statements) {
  /** The rows that the step changes if it finds all of them: its cost on the schedule. */
  public int rows() {
    return statements.stream().mapToInt(s -> s.template().movesMoney() ? 3 : 1).sum();
  }

  /** The transaction as SQL text, one statement a line. */
  public String text() {
    StringBuilder text = new StringBuilder("begin;\nset local tidemark.app_user = ");
    text.append(PlannedStatement.literal(appUser)).append(";\n");
    for (PlannedStatement statement : statements) {
      text.append(statement.text()).append(";\n");
    }
    return text.append("commit;\n").toString();
  }
}
