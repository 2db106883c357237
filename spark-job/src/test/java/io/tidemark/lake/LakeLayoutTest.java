package io.tidemark.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.TableId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LakeLayoutTest {
  private final LakeLayout lake = new LakeLayout("/lake");

  @Property(tries = 2000)
  void everyNameHasAPathElementOfItsOwnThatLeadsBackToIt(
      @ForAll
          @NotEmpty
          @StringLength(max = 20)
          @CharRange(from = '\u0001', to = '\u024f')
          @CharRange(from = '\u4e00', to = '\u4e10')
          String name) {
    String element = LakeLayout.encode(name);
    assertThat(LakeLayout.decode(element)).isEqualTo(name);
    assertThat(element).matches("[a-z0-9-][a-z0-9_-]*|(%[0-9A-F]{2}|[a-z0-9_-])+");
    Path root = Path.of("/lake/mirror/public");
    assertThat(root.resolve(element).normalize().getParent()).isEqualTo(root);
  }

  @Test
  void oddNamesStayApartAlsoWhereTheFileSystemIgnoresCase() {
    List<String> names =
        List.of(
            "t", "T", "%54", "a/b", "a%2Fb", "..", ".", "a b", "a+b", "ü", "u\u0308", "😀", "_t");
    Set<String> elements = new HashSet<>();
    names.forEach(
        name ->
            assertThat(elements.add(LakeLayout.encode(name).toLowerCase(Locale.ROOT)))
                .as(name)
                .isTrue());
  }

  @Test
  void tablesLieWhereTheirNamesSay() {
    assertThat(lake.mirror(new TableId("public", "transactions")))
        .isEqualTo("/lake/mirror/public/transactions");
    assertThat(lake.mirror(new TableId("..", "../../etc")))
        .isEqualTo("/lake/mirror/%2E%2E/%2E%2E%2F%2E%2E%2Fetc");
    assertThat(lake.aggregate("spend_by_country")).isEqualTo("/lake/aggregate/spend_by_country");
    assertThat(new LakeLayout("s3a://bucket/lake/").changes())
        .isEqualTo("s3a://bucket/lake/changes");
  }

  @Test
  void noTableTakesTheNameOfDeltasOwnFolderOrOfAHiddenOne() {
    assertThat(LakeLayout.encode("_delta_log")).isEqualTo("%5Fdelta_log");
    assertThat(LakeLayout.encode("snake_case_")).isEqualTo("snake_case_");
  }
}
