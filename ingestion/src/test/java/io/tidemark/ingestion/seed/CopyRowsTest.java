package io.tidemark.ingestion.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingestion.world.Country;
import io.tidemark.ingestion.world.Customer;
import io.tidemark.ingestion.world.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CopyRowsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.060Z");

  private static Customer customer(String name) {
    return new Customer(new UUID(1, 2), name, "a@example.com", null, "Köln", Country.DE, TIME);
  }

  private static String copied(CopyRows.Author author, String name) {
    CopyRows rows = new CopyRows(Table.CUSTOMERS, author);
    rows.add(customer(name), TIME.plusSeconds(1));
    return new String(rows.drain(), StandardCharsets.UTF_8);
  }

  @Test
  void aRowIsTabsAndBackslashes() {
    assertThat(copied(null, "A\tb\n\\c\"藤"))
        .isEqualTo(
            "00000000-0000-0001-0000-000000000002\tA\\tb\\n\\\\c\"藤\ta@example.com\t\\N\tKöln\tDE"
                + "\t2026-01-02T03:04:05.06+00:00\n");
  }

  @Test
  void anAuthorAddsTheAuditColumnsWithoutWhatIsNull() {
    assertThat(copied(new CopyRows.Author("db", "app"), "A\"b\tc"))
        .endsWith(
            "\tapp\t2026-01-02T03:04:06.06+00:00"
                + "\t{\"changes\":{\"customer_id\":{\"new\":\"00000000-0000-0001-0000-000000000002\"},\"full_name\":{\"new\":\"A\\\\\"b\\\\u0009c\"},\"email\":{\"new\":\"a@example.com\"},\"city\":{\"new\":\"Köln\"},\"country\":{\"new\":\"DE\"},\"created_at\":{\"new\":\"2026-01-02T03:04:05.06+00:00\"}},\"db_user\":\"db\",\"app_user\":\"app\",\"at\":\"2026-01-02T03:04:06.06+00:00\"}\n");
  }

  @Test
  void drainedRowsAreGone() {
    CopyRows rows = new CopyRows(Table.CUSTOMERS, null);
    rows.add(customer("x"), TIME);
    assertThat(rows.size()).isEqualTo(rows.drain().length);
    assertThat(rows.size()).isZero();
  }
}
