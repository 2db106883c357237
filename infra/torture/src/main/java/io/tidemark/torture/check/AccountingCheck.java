package io.tidemark.torture.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every consumed message is one of a few things, and the ledger's counts add up. */
public final class AccountingCheck {
  /** What a message can become. */
  public static final List<String> PARTS =
      List.of("changes", "duplicates", "control", "excluded", "quarantined");

  private AccountingCheck() {}

  /**
   * What does not add up.
   *
   * @param ledger its rows
   * @param messages how many all topics hold
   * @param logged how many rows the change log has
   */
  public static List<String> check(List<Map<String, Object>> ledger, long messages, long logged) {
    List<String> evidence = new ArrayList<>();
    long consumed = 0;
    long changes = 0;
    long quarantined = 0;
    for (Map<String, Object> row : ledger) {
      long all = (Long) row.get("consumed");
      long parts = PARTS.stream().mapToLong(part -> (Long) row.get(part)).sum();
      consumed += all;
      changes += (Long) row.get("changes");
      quarantined += (Long) row.get("quarantined");
      if (all != parts) {
        evidence.add(
            "a micro-batch consumed %d messages and accounts for %d".formatted(all, parts));
      }
    }
    if (consumed != messages) {
      evidence.add(
          "Kafka holds %d messages, and the ledger says %d were consumed"
              .formatted(messages, consumed));
    }
    if (quarantined == 0 && changes != logged) {
      evidence.add(
          "the ledger counts %d changes, and the change log has %d".formatted(changes, logged));
    }
    return evidence;
  }
}
