package io.tidemark.torture;

import io.tidemark.torture.check.Finding;
import io.tidemark.torture.system.Database;
import io.tidemark.torture.system.Servers;
import io.tidemark.torture.system.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What must not be left behind. */
final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Leftovers() {}

  /** Slots and sessions, with the job stopped and the connector running. */
  static Finding inDatabase(Database database) {
    String slots =
        "select slot_name || ' (' || slot_type || ')' from pg_replication_slots"
            + " where slot_name <> 'tidemark'";
    String sessions =
        "select coalesce(nullif(application_name, ''), 'unnamed') || ' of ' || usename"
            + " || ', ' || coalesce(state, '') || ': ' || left(query, 80)"
            + " from pg_stat_activity where backend_type in ('client backend', 'walsender')"
            // The first are this query and those before it.
            + " and application_name <> 'torture' and usename <> 'debezium'";
    String readers = "select count(*) from pg_stat_replication";
    Waiting.until(
        PATIENCE, () -> database.rows(sessions).isEmpty() && database.rows(slots).isEmpty());
    List<String> evidence = new ArrayList<>();
    database.rows(slots).forEach(row -> evidence.add("a replication slot is left: " + row.get(0)));
    database.rows(sessions).forEach(row -> evidence.add("a session is left: " + row.get(0)));
    String reading = database.value(readers);
    if (!reading.equals("1")) {
      evidence.add(reading + " processes read the WAL");
    }
    return new Finding(
        "no slot and no session is left behind", "replication slots, sessions", evidence);
  }

  /** Processes, with the stack stopped. */
  static Finding processes(Servers servers) {
    Waiting.until(PATIENCE, () -> servers.left().isEmpty());
    return new Finding("no process is left behind", "processes of the home", servers.left());
  }
}
