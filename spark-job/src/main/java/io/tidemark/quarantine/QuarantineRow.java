package io.tidemark.quarantine;

import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.source.RawMessage;
import java.util.HashMap;
import java.util.Map;

/** An event as a row of {@link QuarantineTable}, its columns in their order there. */
final class QuarantineRow {
  private static final int REASON = 0;
  private static final int STAGE = 1;
  private static final int TOPIC = 2;
  private static final int PARTITION = 3;
  private static final int OFFSET = 4;
  private static final int KAFKA_AT = 5;
  private static final int KEY = 6;
  private static final int VALUE = 7;
  private static final int REFUSED_AT = 8;
  private static final int HEADERS = 9;
  private static final int SCHEMA_NAME = 10;
  private static final int TABLE_NAME = 11;
  private static final int LSN = 12;
  private static final int HOLDS = 13;
  private static final int KEY_HASH = 14;
  private static final int OTHER_KEY_HASH = 15;
  private static final int STATE = 16;
  private static final int ATTEMPTS = 17;
  private static final int DECODED_BY = 18;
  private static final int REQUEST = 19;
  private static final int RESOLVED_BY = 20;
  private static final int RESOLVED_AT = 21;
  private static final int WIDTH = 22;

  private QuarantineRow() {}

  /** A new row. */
  static Object[] of(Quarantined event, RawMessage bytes, long refusedAtMicros) {
    Object[] row = new Object[WIDTH];
    row[TOPIC] = event.at().topic();
    row[PARTITION] = event.at().partition();
    row[OFFSET] = event.at().offset();
    row[KAFKA_AT] = event.at().timestampMs() * 1000;
    row[KEY] = bytes.key();
    row[VALUE] = bytes.value();
    row[HEADERS] = bytes.headers();
    row[REFUSED_AT] = refusedAtMicros;
    return of(event, row, refusedAtMicros);
  }

  /** The row of an event that has changed. */
  static Object[] of(Quarantined event, Object[] before, long nowMicros) {
    Object[] row = before.clone();
    row[REASON] = event.fate().reason();
    row[STAGE] = event.stage().text();
    row[SCHEMA_NAME] = event.table() == null ? null : event.table().schema();
    row[TABLE_NAME] = event.table() == null ? null : event.table().table();
    row[LSN] = event.hold().lsn();
    row[HOLDS] = event.hold().scope().text();
    row[KEY_HASH] = event.hold().key();
    row[OTHER_KEY_HASH] = event.hold().otherKey();
    row[STATE] = event.state().text();
    row[ATTEMPTS] = event.fate().attempts();
    row[DECODED_BY] = event.fate().decodedBy();
    row[REQUEST] = event.fate().request();
    row[RESOLVED_BY] = event.fate().resolvedBy();
    row[RESOLVED_AT] = event.isOpen() ? null : (Object) nowMicros;
    return row;
  }

  /**
   * The event of a row. One that an earlier Tidemark wrote holds nothing: it knew nothing of it.
   */
  static Quarantined event(Object[] row) {
    KafkaPosition at =
        new KafkaPosition(
            (String) row[TOPIC],
            (Integer) row[PARTITION],
            (Long) row[OFFSET],
            (Long) row[KAFKA_AT] / 1000);
    Stage stage = Stage.of((String) row[STAGE]);
    String reason = (String) row[REASON];
    long refusedAtMicros = (Long) row[REFUSED_AT];
    if (isEarlier(row)) {
      return new Quarantined(at, stage, Hold.undecoded(null, null, null), reason)
          .since(refusedAtMicros);
    }
    Hold hold =
        new Hold(
            row[TABLE_NAME] == null
                ? null
                : new TableId((String) row[SCHEMA_NAME], (String) row[TABLE_NAME]),
            (Long) row[LSN],
            Scope.of((String) row[HOLDS]),
            (String) row[KEY_HASH],
            (String) row[OTHER_KEY_HASH]);
    Fate fate =
        new Fate(
            State.of((String) row[STATE]),
            reason,
            (Integer) row[ATTEMPTS],
            (String) row[DECODED_BY],
            (String) row[REQUEST],
            (String) row[RESOLVED_BY]);
    return new Quarantined(at, stage, hold, fate, refusedAtMicros);
  }

  /** Whether an earlier Tidemark wrote a row, which knew of no states. */
  static boolean isEarlier(Object[] row) {
    return row[STATE] == null;
  }

  static RawMessage bytes(Object[] row) {
    Map<String, byte[]> headers = new HashMap<>();
    if (row[HEADERS] != null) {
      ((Map<?, ?>) row[HEADERS])
          .forEach((name, value) -> headers.put((String) name, (byte[]) value));
    }
    return new RawMessage((byte[]) row[KEY], (byte[]) row[VALUE], headers);
  }
}
