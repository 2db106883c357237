package io.tidemark.doctor;

import io.tidemark.decode.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a PostgreSQL server says of itself.
 *
 * @param version such as {@code 18.6}
 * @param settings values of server settings by name, in the server's base units
 */
record PostgresFacts(
    String version,
    Map<String, String> settings,
    Optional<Slot> slot,
    Optional<Publication> publication,
    List<Table> tables,
    List<Column> columns) {

  /**
   * The replication slot.
   *
   * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; null
   *     where the server does not say
   * @param lagBytes WAL written since what its reader confirmed
   * @param retainedBytes WAL that the server keeps for it
   * @param reason why it is invalid; null if it is valid
   */
  record Slot(
      String plugin,
      String database,
      boolean active,
      String walStatus,
      long lagBytes,
      long retainedBytes,
      String reason) {}

  /**
   * The publication.
   *
   * @param allTables tables made later belong to it
   * @param missing of insert, update, delete and truncate those that it leaves out
   * @param viaRoot partitions are published as their root
   * @param generated stored generated columns are published
   * @param partial tables with a row filter or a list of columns
   */
  record Publication(
      boolean allTables,
      List<String> missing,
      boolean viaRoot,
      boolean generated,
      List<String> partial) {}

  /**
   * A table, partition, partitioned table or foreign table.
   *
   * @param kind {@code r}, {@code p} or {@code f} of {@code pg_class.relkind}
   * @param identity {@code d}, {@code n}, {@code f} or {@code i} of {@code pg_class.relreplident}
   * @param key columns of the primary key; empty if there is none
   * @param keyImmediate whether the primary key is checked at once, not deferrable
   * @param identityIndex columns of the index that REPLICA IDENTITY names; empty if none
   * @param columns names of all columns
   * @param readable whether the user of the configuration may read it
   */
  record Table(
      TableId id,
      String kind,
      boolean unlogged,
      boolean rowSecurity,
      String identity,
      List<String> key,
      boolean keyImmediate,
      List<String> identityIndex,
      List<String> columns,
      boolean published,
      boolean readable) {}

  /**
   * A column that may not arrive as it is.
   *
   * @param type as PostgreSQL writes it
   * @param base name of the type without domain and array
   * @param typeKind {@code pg_type.typtype} of the base
   * @param generated {@code s}, {@code v} or empty, of {@code pg_attribute.attgenerated}
   * @param dimensions as declared; 0 for no array
   * @param array whether it is an array, by whatever declaration
   * @param notNull whether it refuses NULL
   */
  record Column(
      TableId table,
      String name,
      String type,
      String base,
      String typeKind,
      String generated,
      int dimensions,
      boolean array,
      boolean notNull) {}
}
