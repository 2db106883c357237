package io.tidemark.config;

import java.util.Optional;

/**
 * The source database, for the commands that ask it.
 *
 * @param password empty where the server asks for none
 * @param slot the connector's replication slot
 * @param publication the connector's publication
 */
public record PostgresConfig(
    String jdbcUrl, String user, Optional<Secret> password, String slot, String publication) {}
