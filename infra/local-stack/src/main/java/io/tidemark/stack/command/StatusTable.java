package io.tidemark.stack.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A stack's status as a small table for people. */
final class StatusTable {
  private StatusTable() {}

  static String of(StackStatus status) {
    if (status.state().equals("absent")) {
      return "There is no stack in " + status.home() + "; './tidemark up' makes one.\n";
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"SERVICE", "STATE", "PID", "ADDRESS"});
    StackStatus.Postgres postgres = status.postgres();
    rows.add(row("postgres", postgres.state(), postgres.pid(), postgres.jdbcUrl()));
    StackStatus.Kafka kafka = status.kafka();
    rows.add(row("kafka", kafka.state(), kafka.pid(), kafka.bootstrapServers()));
    StackStatus.Connect connect = status.connect();
    rows.add(row("connect", connect.state(), connect.pid(), connect.url()));
    StackStatus.Connector connector = status.connector();
    rows.add(
        row(
            "connector",
            connector.state().toLowerCase(Locale.ROOT),
            null,
            connector.name() + ", task " + connector.taskState().toLowerCase(Locale.ROOT)));
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      text.append(
          String.format(Locale.ROOT, "%-10s  %-8s  %7s  %s%n", row[0], row[1], row[2], row[3]));
    }
    if (connector.error() != null) {
      text.append("\nThe connector failed: ").append(connector.error()).append('\n');
    }
    text.append("\nhome ").append(status.home());
    text.append("\nlake ").append(status.lake()).append('\n');
    return text.toString();
  }

  private static String[] row(String service, String state, Long pid, String address) {
    return new String[] {service, state, pid == null ? "-" : Long.toString(pid), address};
  }
}
