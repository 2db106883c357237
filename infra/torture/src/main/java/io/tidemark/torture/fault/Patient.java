package io.tidemark.torture.fault;

import io.tidemark.torture.lake.LakeFolder;
import io.tidemark.torture.system.Database;
import io.tidemark.torture.system.JobKeeper;
import io.tidemark.torture.system.Servers;
import io.tidemark.torture.system.Tidemark;
import java.util.Optional;

/**
 * The running system.
 *
 * @param wire the connector's way to the database, where it can be broken
 */
public record Patient(
    Tidemark tidemark,
    Servers servers,
    JobKeeper job,
    Database database,
    LakeFolder lake,
    Optional<Wire> wire) {
  /** Start what is not running. */
  public void up() {
    tidemark.run("up").well();
    wire.ifPresent(Wire::lay);
  }
}
