package io.tidemark.ingestion.seed;

import io.tidemark.ingestion.world.Payment;
import io.tidemark.ingestion.world.Population;
import io.tidemark.ingestion.world.Row;
import io.tidemark.ingestion.world.Table;
import io.tidemark.ingestion.world.World;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes rows of one table, and moves their money, in one database transaction. */
final class Chunk {
  private static final int BUFFER = 1 << 16;

  private final Connection connection;
  private final CopyRows.Author author;
  private final LongAdder done;

  /**
   * @param connection with autocommit off
   * @param author null if the triggers fire
   * @param done counts the rows as they are sent
   */
  Chunk(Connection connection, CopyRows.Author author, LongAdder done) {
    this.connection = connection;
    this.author = author;
    this.done = done;
  }

  /** Writes the payments with the indices in [from, to). */
  void payments(World world, Population population, Instant begins, long from, long to)
      throws SQLException {
    Map<UUID, long[]> moved = new HashMap<>();
    Iterator<Row> payments =
        new Iterator<>() {
          private long index = from;

          @Override
          public boolean hasNext() {
            return index < to;
          }

          @Override
          public Row next() {
            Payment payment = world.payment(index, population, begins.plusSeconds(index));
            index++;
            moved.computeIfAbsent(payment.payer().accountId(), id -> new long[1])[0] -=
                payment.cents();
            moved.computeIfAbsent(payment.payee().accountId(), id -> new long[1])[0] +=
                payment.cents();
            return payment;
          }
        };
    copy(Table.TRANSACTIONS, payments);
    if (author != null) {
      move(moved);
    }
    connection.commit();
  }

  /** Writes rows that move no money. */
  void rows(Table table, Iterator<? extends Row> rows) throws SQLException {
    copy(table, rows);
    connection.commit();
  }

  private void copy(Table table, Iterator<? extends Row> rows) throws SQLException {
    role("replica");
    CopyRows text = new CopyRows(table, author);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(text.sql());
    try {
      int unsent = 0;
      Instant now = Instant.now();
      while (rows.hasNext()) {
        text.add(rows.next(), now);
        unsent++;
        if (text.size() >= BUFFER) {
          send(copy, text, unsent);
          unsent = 0;
          now = Instant.now();
        }
      }
      send(copy, text, unsent);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    role("origin");
  }

  private void send(CopyIn copy, CopyRows text, int rows) throws SQLException {
    byte[] bytes = text.drain();
    copy.writeToCopy(bytes, 0, bytes.length);
    done.add(rows);
  }

  /** Triggers of tables do not fire in the role of a replica. */
  private void role(String role) throws SQLException {
    if (author != null) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local session_replication_role = " + role);
      }
    }
  }

  private void move(Map<UUID, long[]> cents) throws SQLException {
    try (PreparedStatement post =
        connection.prepareStatement("select tidemark.post_to_accounts(?, ?)")) {
      UUID[] accounts = cents.keySet().toArray(UUID[]::new);
      BigDecimal[] amounts = new BigDecimal[accounts.length];
      for (int i = 0; i < accounts.length; i++) {
        amounts[i] = BigDecimal.valueOf(cents.get(accounts[i])[0], 2);
      }
      post.setArray(1, connection.createArrayOf("uuid", accounts));
      post.setArray(2, connection.createArrayOf("numeric", amounts));
      post.execute();
    }
  }
}
