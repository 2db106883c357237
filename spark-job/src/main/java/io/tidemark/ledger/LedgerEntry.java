package io.tidemark.ledger;

import java.util.List;
import java.util.Map;

/**
 * What one micro-batch did. {@code consumed = changes + duplicates + control + excluded +
 * quarantined}.
 *
 * @param batchId Spark's; begins again at 0 with every start of the job
 * @param startedAtMicros when it began, our clock
 * @param committedAtMicros when all its tables were committed, our clock
 * @param consumed messages that no micro-batch before had counted
 * @param changes change events applied
 * @param duplicates changes that Connect sent twice
 * @param control tombstones, heartbeats, transaction boundaries
 * @param excluded changes of tables that the configuration leaves out
 * @param quarantined messages refused
 * @param maxLsn highest LSN applied; lower ones may still be on their way through other partitions.
 *     Null without a change
 * @param tables mirrors that it changed
 * @param versions versions of the tables that belong together, by SQL name
 */
public record LedgerEntry(
    long batchId,
    long startedAtMicros,
    long committedAtMicros,
    long consumed,
    long changes,
    long duplicates,
    long control,
    long excluded,
    long quarantined,
    Long maxLsn,
    List<TableEntry> tables,
    Map<String, Long> versions) {}
