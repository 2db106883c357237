package io.tidemark.ingestion.world;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A person who pays. {@code phone} may be null. */
public record Customer(
    UUID id,
    String name,
    String email,
    String phone,
    String city,
    Country country,
    Instant createdAt)
    implements Row {
  @Override
  public Table table() {
    return Table.CUSTOMERS;
  }

  @Override
  public List<Object> values() {
    return Arrays.asList(id, name, email, phone, city, country.name(), createdAt);
  }
}
