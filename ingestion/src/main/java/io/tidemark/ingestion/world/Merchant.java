package io.tidemark.ingestion.world;

import java.util.List;
import java.util.UUID;

/** A business that is paid. */
public record Merchant(UUID id, String name, String category, String city, Country country)
    implements Row {
  @Override
  public Table table() {
    return Table.MERCHANTS;
  }

  @Override
  public List<Object> values() {
    return List.of(id, name, category, city, country.name());
  }
}
