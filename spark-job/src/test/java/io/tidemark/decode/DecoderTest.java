package io.tidemark.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private final Decoder decoder = new Decoder(DecoderSettings.of("__debezium_unavailable_value"));

  @Test
  void anUpdateCarriesItsRowKeyAndPosition() {
    ChangeEvent event = (ChangeEvent) Recording.of("086").decodedBy(decoder);

    assertThat(event.op()).isEqualTo(Operation.UPDATE);
    assertThat(event.table()).isEqualTo(new TableId("public", "customers"));
    assertThat(event.key()).isEqualTo(List.of(10));
    assertThat(event.before()).isNull();
    assertThat(event.after().values())
        .containsExactly(10, "Ann", "ann@x.io", new BigDecimal("99.99"), 1767323045678901L);
    assertThat(event.position()).isEqualTo(new SourcePosition(27185280, 27185280));
    assertThat(event.commitMicros()).isEqualTo(1795394842459915L);
    assertThat(event.txId()).isEqualTo(803L);
  }
}
