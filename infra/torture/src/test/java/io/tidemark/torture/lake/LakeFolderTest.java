package io.tidemark.torture.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LakeFolderTest {
  private final LakeFolder lake = new LakeFolder(Path.of("/lake"));

  @Test
  void aTableLiesWhereTheLakesDocumentationSays() {
    assertThat(lake.mirror("torture", "t1_int_key"))
        .isEqualTo(Path.of("/lake/mirror/torture/t1_int_key"));
    assertThat(lake.mirror("torture", "Wé \"x\" & Co."))
        .isEqualTo(Path.of("/lake/mirror/torture/%57%C3%A9%20%22x%22%20%26%20%43o%2E"));
    assertThat(lake.mirror("_a", "..")).isEqualTo(Path.of("/lake/mirror/%5Fa/%2E%2E"));
  }
}
