package io.tidemark.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTransactionsTest {
  /** 4294967296 is where ids begin again at 0. */
  @ParameterizedTest
  @CsvSource({
    "'10:20:12,15', 9, true",
    "'10:20:12,15', 10, true",
    "'10:20:12,15', 12, false",
    "'10:20:12,15', 15, false",
    "'10:20:12,15', 19, true",
    "'10:20:12,15', 20, false",
    "'10:20:12,15', 4000000000, true",
    "'20:20:', 19, true",
    "'20:20:', 20, false",
    "'4294967290:4294967300:4294967295,4294967298', 4294967294, true",
    "'4294967290:4294967300:4294967295,4294967298', 4294967295, false",
    "'4294967290:4294967300:4294967295,4294967298', 1, true",
    "'4294967290:4294967300:4294967295,4294967298', 2, false",
    "'4294967290:4294967300:4294967295,4294967298', 4, false",
    "'4294967290:4294967294:', 3, false"
  })
  void aTransactionIsSeenIfItWasOverWhenTheSnapshotWasTaken(
      String snapshot, long id, boolean seen) {
    assertThat(VisibleTransactions.parse(snapshot).see(id)).isEqualTo(seen);
  }
}
