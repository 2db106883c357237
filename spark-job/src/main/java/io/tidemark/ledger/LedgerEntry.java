package io.tidemark.ledger;

import io.tidemark.transaction.Frontier;
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
 * @param consistent whether these versions hold every transaction up to the frontier whole, and
 *     nothing of a later one
 * @param frontier the end of the last transaction up to which the tables have ever held just that;
 *     null before the first
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
    Map<String, Long> versions,
    boolean consistent,
    Frontier.Point frontier) {}
