package io.tidemark.ingestion.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFaultTest {
  private static final Database DATABASE =
      new Database("jdbc:postgresql://h:1/d?password=secret&ssl=false", "ann", "secret");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "28P01 | refuses user \"ann\" | pass --user and --password",
        "3D000 | has no such database | --jdbc-url",
        "08001 | does not answer | ./tidemark up",
        "57P03 | does not answer | ./tidemark up",
        "42P01 | lacks what this command needs | ./tidemark migrate",
        "42501 | denies user \"ann\" | Grant the privilege",
        "53100 | no room left on its disk | Make room",
        "XX000 | failed: it broke (SQLSTATE XX000) | SQLSTATE"
      })
  void aFaultSaysWhatAndHowToMendIt(String state, String what, String how) {
    DatabaseFault fault = DatabaseFault.of(new SQLException("it broke", state), DATABASE);
    assertThat(fault).hasMessageContaining(what).hasMessageContaining(how);
    assertThat(fault).hasMessageContaining("it broke");
    assertThat(fault.getMessage()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "08006,true",
    "40001,true",
    "40P01,true",
    "57P01,true",
    "53300,true",
    "55P03,true",
    "23505,false",
    "28P01,false",
    "42P01,false",
    "53100,false"
  })
  void onlyWhatMaySucceedLaterIsTransient(String state, boolean expected) {
    assertThat(DatabaseFault.isTransient(new SQLException("x", state))).isEqualTo(expected);
  }

  @Test
  void thePoolsTimeoutIsTransientUnlessTheServerHadAnotherReason() {
    SQLException timeout = new SQLTransientConnectionException("no connection in 5 s");
    assertThat(DatabaseFault.isTransient(timeout)).isTrue();
    timeout.initCause(new SQLException("wrong password", "28P01"));
    assertThat(DatabaseFault.isTransient(timeout)).isFalse();
  }

  @Test
  void aDatabaseDoesNotTellItsPassword() {
    assertThat(DATABASE.toString())
        .isEqualTo("Database[jdbc:postgresql://h:1/d?password=***&ssl=false, user=ann]");
  }
}
