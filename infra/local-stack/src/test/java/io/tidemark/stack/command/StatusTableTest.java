package io.tidemark.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatusTableTest {
  @Test
  void columnsAreAligned() {
    StackStatus status =
        new StackStatus(
            "/h",
            "partial",
            new StackStatus.Postgres("running", 4711L, "127.0.0.1", 1, "u", "d", "jdbc:x", "/l"),
            new StackStatus.Kafka("stopped", null, "127.0.0.1:2", "/l"),
            new StackStatus.Connect("starting", 123456L, "http://c", "/l"),
            new StackStatus.Connector("tidemark", "UNKNOWN", "NONE", "slot is gone"),
            "/h/lake",
            "/h/env");
    assertThat(StatusTable.of(status))
        .isEqualTo(
            """
            SERVICE     STATE         PID  ADDRESS
            postgres    running      4711  jdbc:x
            kafka       stopped         -  127.0.0.1:2
            connect     starting   123456  http://c
            connector   unknown         -  tidemark, task none

            The connector failed: slot is gone

            home /h
            lake /h/lake
            """);
  }

  @Test
  void aHomeWithoutAStackSaysHowToMakeOne() {
    assertThat(StatusTable.of(new StackStatus("/h", "absent", null, null, null, null, null, null)))
        .isEqualTo("There is no stack in /h; './tidemark up' makes one.\n");
  }
}
