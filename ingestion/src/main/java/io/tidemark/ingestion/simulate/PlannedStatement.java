package io.tidemark.ingestion.simulate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A statement with its values: String, UUID, BigDecimal, Instant or null, one for each ?. */
public record PlannedStatement(Template template, List<Object> values) {
  public PlannedStatement {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** The statement as SQL text that psql would execute. */
  public String text() {
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (char c : template.sql().toCharArray()) {
      if (c == '?') {
        text.append(literal(values.get(next++)));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  static String literal(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof BigDecimal) {
      return value.toString();
    }
    String text = value.toString().replace("'", "''");
    // Backslashes mean themselves only in a plain literal, which is PostgreSQL's default.
    return "'" + text + "'";
  }
}
