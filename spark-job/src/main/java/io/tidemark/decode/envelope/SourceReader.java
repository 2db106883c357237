package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.TypeRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the envelope's {@code source}. */
final class SourceReader {
  /** {@code io.debezium.connector.SnapshotRecord}: of the whole snapshot, of one table's. */
  private static final Set<Object> LAST = Set.of("last", "last_in_data_collection");

  private final StructReader struct;
  private final int schema;
  private final int table;
  private final int lsn;
  private final int sequence;
  private final int micros;
  private final int millis;
  private final int txId;
  private final int snapshot;

  /**
   * @throws BadMessageException if the schema lacks what a position needs
   */
  SourceReader(FieldSchema source) throws BadMessageException {
    List<StructReader.FieldReader> readers = new ArrayList<>();
    for (FieldSchema field : source.fields()) {
      readers.add(TypeRules.of(field)::at);
    }
    struct = new StructReader(source.fields(), readers);
    schema = required(source, "schema", "string");
    table = required(source, "table", "string");
    lsn = required(source, "lsn", "int64");
    sequence = required(source, "sequence", "string");
    millis = required(source, "ts_ms", "int64");
    txId = required(source, "txId", "int64");
    snapshot = source.field("snapshot") == null ? -1 : required(source, "snapshot", "string");
    micros = source.field("ts_us") == null ? -1 : required(source, "ts_us", "int64");
  }

  Source read(JsonCursor json, boolean optional) throws IOException {
    Object[] values = struct.read(json);
    Lsns lsns = lsns((Long) values[lsn], (String) values[sequence]);
    return new Source(
        (String) values[schema],
        (String) values[table],
        lsns.commit(),
        lsns.own(),
        commitMicros(values),
        (Long) values[txId],
        snapshot >= 0 && values[snapshot] != null && LAST.contains(values[snapshot]));
  }

  private int required(FieldSchema source, String name, String type) throws BadMessageException {
    FieldSchema field = source.field(name);
    if (field == null || !field.type().equals(type)) {
      throw new BadMessageException(
          "source has no " + type + " " + quote(name) + ": is this PostgreSQL's connector?");
    }
    return struct.place(name);
  }

  private long commitMicros(Object[] values) throws BadMessageException {
    if (micros >= 0 && values[micros] != null) {
      return (Long) values[micros];
    }
    if (values[millis] == null) {
      throw new BadMessageException("it has no commit time");
    }
    return Math.multiplyExact((Long) values[millis], 1000L);
  }

  private record Lsns(long commit, long own) {}

  /**
   * The event's LSNs from its own and {@code sequence}, the text of a JSON array: the last commit's
   * LSN, null in a snapshot, and the event's.
   */
  private static Lsns lsns(Long lsn, String sequence) throws BadMessageException {
    if (sequence == null) {
      throw new BadMessageException("it has no sequence, so that its place is unknown");
    }
    int comma = sequence.indexOf(',');
    if (comma < 1 || !sequence.startsWith("[") || !sequence.endsWith("]")) {
      throw new BadMessageException(quote(sequence) + " is no sequence");
    }
    Long commit = lsn(sequence.substring(1, comma).strip(), sequence);
    Long event = lsn(sequence.substring(comma + 1, sequence.length() - 1).strip(), sequence);
    Long own = lsn != null ? lsn : event;
    if (own == null) {
      throw new BadMessageException("it has no LSN, so that its place is unknown");
    }
    return new Lsns(commit == null ? 0 : commit, own);
  }

  private static Long lsn(String json, String sequence) throws BadMessageException {
    if (json.equals("null")) {
      return null;
    }
    int end = json.length() - 1;
    if (end < 2 || json.charAt(0) != '"' || json.charAt(end) != '"') {
      throw new BadMessageException(quote(sequence) + " is no sequence");
    }
    String digits = json.substring(1, end);
    try {
      // The connector keeps LSNs in signed longs: those from 2^63 on are written with a minus.
      return digits.charAt(0) == '-' ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new BadMessageException(quote(sequence) + " is no sequence of LSNs");
    }
  }
}
