package io.tidemark.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.PostgresConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PostgresTest {
  @Test
  @Timeout(30)
  void aServerThatTakesTheQuestionAndDoesNotAnswerIsNotWaitedForForEver() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/tidemark";
      PostgresConfig postgres = new PostgresConfig(url, "tidemark", Optional.empty(), "s", "p");
      assertThatThrownBy(() -> Postgres.ask(postgres, Duration.ofSeconds(1)))
          .isInstanceOf(SQLException.class)
          .hasRootCauseMessage("Read timed out");
    }
  }
}
