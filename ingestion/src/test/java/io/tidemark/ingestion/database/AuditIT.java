package io.tidemark.ingestion.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingestion.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class AuditIT {
  private static final Database DATABASE = TestServer.migratedDatabase();

  private static void createAudited(String table, String withheld) {
    TestServer.execute(
        DATABASE,
        "create table "
            + table
            + " (id int primary key, name text, price numeric(8, 2),"
            + " tags text[], doc jsonb)",
        "select tidemark.enable_audit('" + table + "'" + withheld + ")");
  }

  private static String changes(String table) {
    return TestServer.value(DATABASE, "select change_info -> 'changes' from " + table);
  }

  @Test
  void anInsertRecordsEveryColumnThatIsNotNull() {
    createAudited("inserted", "");
    TestServer.execute(
        DATABASE, "insert into inserted values (1, 'O\"x', 2.50, '{a,b}', '{\"k\": null}')");
    assertThat(changes("inserted"))
        .isEqualTo(
            "{\"id\": {\"new\": 1}, \"doc\": {\"new\": {\"k\": null}}, \"name\": {\"new\":"
                + " \"O\\\"x\"}, \"tags\": {\"new\": [\"a\", \"b\"]}, \"price\": {\"new\": 2.50}}");
    assertThat(
            TestServer.value(
                DATABASE,
                "select concat_ws(' ', modified_by, change_info ->> 'db_user',"
                    + " change_info -> 'app_user',"
                    + " (change_info ->> 'at')::timestamptz = modified_at,"
                    + " modified_at between now() - interval '1 min' and now()) from inserted"))
        .isEqualTo("postgres postgres null t t");
  }

  @Test
  void anUpdateRecordsOldAndNewOfWhatChanged() {
    createAudited("updated", "");
    TestServer.execute(
        DATABASE,
        "insert into updated values (1, 'a', 1, null, null)",
        "update updated set id = 2, name = null, doc = '[1]'");
    assertThat(changes("updated"))
        .isEqualTo(
            "{\"id\": {\"new\": 2, \"old\": 1}, \"doc\": {\"new\": [1], \"old\": null},"
                + " \"name\": {\"new\": null, \"old\": \"a\"}}");
  }

  @Test
  void anUpdateThatChangesNothingLeavesTheLastChangeNamed() {
    createAudited("untouched", "");
    TestServer.execute(DATABASE, "insert into untouched values (1, 'a', 1, null, null)");
    String before = TestServer.value(DATABASE, "select to_jsonb(t) from untouched t");
    TestServer.execute(
        DATABASE,
        "update untouched set name = 'a'",
        "update untouched set modified_by = 'mallory', modified_at = null, change_info = '{}'");
    assertThat(TestServer.value(DATABASE, "select to_jsonb(t) from untouched t")).isEqualTo(before);
  }

  @Test
  void theAuditColumnsCannotBeForged() {
    createAudited("forged", "");
    TestServer.execute(
        DATABASE,
        "insert into forged (id, modified_by, change_info) values (1, 'mallory', '{}')",
        "update forged set name = 'b', modified_by = 'mallory', change_info = null");
    assertThat(
            TestServer.value(
                DATABASE, "select modified_by || (change_info -> 'changes') from forged"))
        .isEqualTo("postgres{\"name\": {\"new\": \"b\", \"old\": null}}");
  }

  @Test
  void theApplicationUserIsTheOneOfTheTransaction() throws Exception {
    createAudited("named", "");
    try (Connection connection = TestServer.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local tidemark.app_user = 'ann'");
      statement.execute("insert into named (id) values (1)");
      connection.commit();
      assertThat(author()).isEqualTo("ann ann postgres");
      statement.execute("update named set name = 'x'");
      connection.commit();
      assertThat(author()).isEqualTo("postgres postgres");
    }
  }

  private static String author() {
    return TestServer.value(
        DATABASE,
        "select concat_ws(' ', modified_by, change_info ->> 'app_user',"
            + " change_info ->> 'db_user') from named");
  }

  @Test
  void withheldColumnsAreNamedButTheirValuesAreNot() {
    createAudited("discreet", ", 'name', 'doc'");
    TestServer.execute(DATABASE, "insert into discreet values (1, 'secret', 1, null, null)");
    assertThat(TestServer.value(DATABASE, "select change_info - 'at' from discreet"))
        .isEqualTo(
            "{\"changes\": {\"id\": {\"new\": 1}, \"price\": {\"new\": 1.00}}, \"db_user\":"
                + " \"postgres\", \"app_user\": null, \"withheld\": [\"name\"]}");
    TestServer.execute(DATABASE, "update discreet set name = 'other', doc = '{}'");
    assertThat(TestServer.value(DATABASE, "select change_info - 'at' from discreet"))
        .isEqualTo(
            "{\"changes\": {}, \"db_user\": \"postgres\", \"app_user\": null, \"withheld\":"
                + " [\"doc\", \"name\"]}");
  }

  @Test
  void aPersonIsForgottenInTheRoleOfAReplica() {
    createAudited("forgotten", "");
    TestServer.execute(
        DATABASE,
        "insert into forgotten (id, name) values (1, 'Ann')",
        "begin; set local session_replication_role = replica;"
            + " update forgotten set name = null, change_info = null; commit");
    assertThat(TestServer.value(DATABASE, "select t::text from forgotten t"))
        .doesNotContain("Ann")
        .startsWith("(1,,");
    TestServer.execute(DATABASE, "update forgotten set name = 'Bea'");
    assertThat(changes("forgotten")).isEqualTo("{\"name\": {\"new\": \"Bea\", \"old\": null}}");
  }

  @Test
  void enabledAgainItTakesTheNewListOfWithheldColumns() {
    createAudited("twice", ", 'name'");
    TestServer.execute(
        DATABASE,
        "select tidemark.enable_audit('twice', 'price')",
        "insert into twice values (1, 'shown', 1, null, null)");
    assertThat(changes("twice")).contains("shown").doesNotContain("price");
    assertThat(
            TestServer.value(
                DATABASE, "select count(*) from pg_trigger where tgrelid = 'twice'::regclass"))
        .isEqualTo("1");
  }

  @Test
  void columnsAddedLaterAreAuditedAndDisabledItRecordsNothing() {
    createAudited("grown", "");
    TestServer.execute(
        DATABASE,
        "alter table grown add column colour text",
        "insert into grown (id, colour) values (1, 'red')");
    assertThat(changes("grown")).contains("\"colour\": {\"new\": \"red\"");
    TestServer.execute(
        DATABASE, "select tidemark.disable_audit('grown')", "update grown set colour = 'blue'");
    assertThat(changes("grown")).contains("red");
  }

  @Test
  void tablesWithQuotedNamesAndPartitionsCanBeAudited() {
    TestServer.execute(
        DATABASE,
        "create schema \"My Sales\"",
        "create table \"My Sales\".\"Order\" (\"The Id\" int, \"it's\" text)"
            + " partition by range (\"The Id\")",
        "create table \"My Sales\".part partition of \"My Sales\".\"Order\" default",
        "select tidemark.enable_audit('\"My Sales\".\"Order\"', 'it''s')",
        "insert into \"My Sales\".\"Order\" values (1, 'x')");
    assertThat(changes("\"My Sales\".\"Order\"")).isEqualTo("{\"The Id\": {\"new\": 1}}");
  }

  @Test
  void whatCannotBeAuditedIsRefusedWithTheReason() {
    TestServer.execute(
        DATABASE,
        "create view seen as select 1 as id",
        "create table clash (id int, change_info text)",
        "create table short (id int)");
    assertRefused("seen", "", "cannot audit \"seen\": it is not a table");
    assertRefused(
        "clash",
        "",
        "cannot audit \"clash\": its column \"change_info\" is of type text, not jsonb");
    assertRefused(
        "short",
        ", 'nmae'",
        "cannot withhold \"nmae\" from the audit of \"short\": there is no such column");
  }

  private static void assertRefused(String table, String withheld, String message) {
    assertThatThrownBy(
            () ->
                TestServer.execute(
                    DATABASE, "select tidemark.enable_audit('" + table + "'" + withheld + ")"))
        .hasMessageContaining(message);
  }
}
