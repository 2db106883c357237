package io.tidemark.system;

import io.tidemark.system.ConformanceTable.Judged;
import java.util.List;
import java.util.Objects;

/** The page {@code spark-job/conformance.md}. */
final class ConformancePage {
  private static final String HEAD =
      """
      # Every type, value by value

      Made by a run: PostgreSQL 18, Debezium 3.7 and a running job, with the settings of
      `infra/connector`. `LiveTablesStackIT` makes it anew in every build and fails if it differs, or
      if a value is wrong and nothing says so. To write it:

      ```bash
      mvn -B -pl infra/system-test -am verify -Dtest=None -Dit.test=LiveTablesStackIT \\
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \\
        -Dtidemark.conformance=write
      ```

      [Types](types.md) tells the rules. The verdicts:

      | verdict | the mirror has |
      |---|---|
      | exact | the value, in a type of its own |
      | kept as text | PostgreSQL's own text, in a STRING column, as the bytes of a BINARY one, or in `_cdc.unrepresentable`; an hstore as JSON |
      | exact, marked as in doubt | the value; other values arrive just like it, so that `_cdc.unrepresentable` holds a text that begins with `?` |
      | lost, marked | NULL, or the value that is more likely, and the `?` |
      | lost, the column is not sent | no such column; `doctor` names it |
      | lost, `verify` finds it | another value, and no sign of it in the event: only a comparison with the source tells |

      PostGIS, and other extensions that PostgreSQL's own distribution does not have, are not in here.
      """;

  private ConformancePage() {}

  static String of(List<Judged> streamed, List<Judged> otherwise, List<Judged> untouched) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("\n## Values as they stream\n");
    table(page, streamed);
    page.append("\n## What a snapshot sends otherwise\n");
    page.append("\nOf a snapshot that is asked for; the first one reads rows in the same way.\n");
    table(page, otherwise);
    page.append("\n## Large values that an UPDATE leaves untouched\n");
    page.append(
        """

        Stored out of line, in tables with REPLICA IDENTITY DEFAULT. Where the connector sends NULL,
        the job asks it for the row; this is what stands in the mirror then.
        """);
    table(page, untouched);
    return page.toString();
  }

  /** Whether a page would say the same of both. */
  static boolean alike(Judged a, Judged b) {
    return a.sent().equals(b.sent())
        && a.verdict() == b.verdict()
        && Objects.equals(a.value(), b.value())
        && Objects.equals(a.mark(), b.mark());
  }

  private static void table(StringBuilder page, List<Judged> rows) {
    page.append(
        "\n| PostgreSQL type | its text | as sent | Delta type | in the mirror | verdict |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (Judged row : rows) {
      String mark = row.mark() == null ? "" : "; `_cdc` says " + code(row.mark());
      String value = row.value() == null ? "—" : code(row.value()) + mark;
      page.append("| ").append(code(row.of().type()));
      page.append(" | ").append(row.text() == null ? "NULL" : code(row.text()));
      page.append(" | ").append(code(row.sent()));
      page.append(" | ").append(row.type() == null ? "—" : row.type());
      page.append(" | ").append(value);
      page.append(" | ").append(row.verdict()).append(" |\n");
    }
  }

  private static String code(String text) {
    String line = SentValues.shortened(text).replace("|", "\\|").replace("\n", "⏎");
    return line.isEmpty() ? "''" : line.contains("`") ? "`` " + line + " ``" : '`' + line + '`';
  }
}
