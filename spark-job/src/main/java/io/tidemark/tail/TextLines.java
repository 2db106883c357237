package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Lines for people: time, operation, table, key, what changed, who. A line with the date goes
 * before the first line of each day.
 */
final class TextLines implements LineFormat {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int OPERATION_WIDTH = 8;
  private static final int LONGEST_FRACTION = 20;
  private static final int LONGEST_JSON = 60;

  private final ZoneId zone;
  private final boolean coloured;
  private LocalDate day;

  /**
   * @param zone in which times are shown
   * @param coloured whether the terminal takes ANSI colours
   */
  TextLines(ZoneId zone, boolean coloured) {
    this.zone = zone;
    this.coloured = coloured;
  }

  @Override
  public String line(Change change) {
    ChangeEvent event = change.event();
    StringJoiner line = new StringJoiner("  ");
    line.add(time(Instant.EPOCH.plus(event.commitMicros(), ChronoUnit.MICROS)));
    line.add(operation(event.op()));
    if (event.op() == Operation.MESSAGE) {
      String content = new String(event.message().content(), StandardCharsets.UTF_8);
      return line.add(Printable.value(event.message().prefix()))
          .add(Printable.value(content))
          .toString();
    }
    line.add(name(event.table()));
    if (change.key() != null) {
      line.add(pairs(change.key()));
    }
    if (change.otherKey() != null) {
      boolean gone = event.op() == Operation.DELETE;
      line.add((gone ? "becomes " : "was ") + pairs(change.otherKey()));
    }
    String what = what(change);
    if (!what.isEmpty()) {
      line.add(what);
    }
    String who = change.who().text();
    if (!who.isEmpty()) {
      line.add("by " + Printable.escaped(who));
    }
    return line.toString();
  }

  @Override
  public String line(Refusal refusal) {
    return time(Instant.ofEpochMilli(refusal.at().timestampMs()))
        + "  "
        + colour("refused", "31")
        + "   "
        + Printable.escaped(refusal.at().topic())
        + "/"
        + refusal.at().partition()
        + " at offset "
        + refusal.at().offset()
        + ": "
        + Printable.escaped(refusal.reason());
  }

  private String time(Instant instant) {
    ZonedDateTime at = instant.atZone(zone);
    String time = TIME.format(at);
    if (at.toLocalDate().equals(day)) {
      return time;
    }
    day = at.toLocalDate();
    return "-- " + day + " --" + System.lineSeparator() + time;
  }

  private String operation(Operation op) {
    String name = op.name().toLowerCase(Locale.ROOT);
    String padding = " ".repeat(OPERATION_WIDTH - name.length());
    return switch (op) {
      case CREATE -> colour(name, "32") + padding;
      case UPDATE -> colour(name, "33") + padding;
      case DELETE, TRUNCATE -> colour(name, "31") + padding;
      case READ, MESSAGE -> colour(name, "36") + padding;
    };
  }

  private String colour(String text, String code) {
    return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static String name(TableId table) {
    boolean usual = table.schema().equals("public");
    return Printable.escaped(usual ? table.table() : table.toString());
  }

  private static String pairs(ObjectNode key) {
    StringJoiner pairs = new StringJoiner(" ");
    key.properties()
        .forEach(
            column ->
                pairs.add(Printable.escaped(column.getKey()) + "=" + text(column.getValue())));
    return pairs.toString();
  }

  private static String what(Change change) {
    if (change.event().op() == Operation.UPDATE && change.fields().isEmpty()) {
      return "(nothing changed)";
    }
    StringJoiner fields = new StringJoiner(", ");
    for (FieldChange field : change.fields()) {
      if (change.key() != null && change.key().has(field.column())) {
        continue;
      }
      String name = Printable.escaped(field.column());
      if (field.before() == null || field.after() == null) {
        fields.add(name + " " + text(field.after() == null ? field.before() : field.after()));
      } else {
        fields.add(name + " " + text(field.before()) + " → " + text(field.after()));
      }
    }
    boolean unknown = change.event().op() == Operation.UPDATE && change.origin() == Origin.UNKNOWN;
    return unknown
        ? fields + "  (the row as it is now; what was before is not known)"
        : fields.toString();
  }

  private static String text(JsonNode value) {
    if (value == null || value.isNull()) {
      return "NULL";
    }
    if (value.isBigDecimal()) {
      BigDecimal number = value.decimalValue();
      boolean plain = number.scale() >= 0 && number.scale() <= LONGEST_FRACTION;
      return plain ? number.toPlainString() : number.toString();
    }
    return value.isTextual() ? Printable.value(value.textValue()) : shortened(value.toString());
  }

  private static String shortened(String json) {
    return json.length() > LONGEST_JSON
        ? Printable.escaped(json.substring(0, LONGEST_JSON)) + "…"
        : Printable.escaped(json);
  }
}
