package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which columns an event from before a renaming, or from about then, speaks of. */
class RenamingTest {
  @Test
  void anOldNameIsTheNewOneUnlessThatIsThereToo() {
    Renaming renaming = new Renaming(9, Map.of("a", "z"), Set.of());
    assertThat(since(renaming, "id", "a")).containsExactly("id", "z");
    assertThat(since(renaming, "id", "z")).containsExactly("id", "z");
    assertThat(since(renaming, "z", "a"))
        .as("a new column has the old name")
        .containsExactly("z", "a");
  }

  @Test
  void severalRenamedOneAfterTheOtherAreToldApart() {
    Renaming renaming = new Renaming(9, Map.of("a", "y", "b", "z"), Set.of());
    assertThat(since(renaming, "a", "b")).containsExactly("y", "z");
    assertThat(since(renaming, "y", "b")).containsExactly("y", "z");
  }

  @Test
  void namesThatMoveOnAreFollowed() {
    Renaming renaming = new Renaming(9, Map.of("a", "b", "b", "c"), Set.of("b"));
    assertThat(renaming.ambiguous()).isTrue();
    assertThat(since(renaming, "a", "b")).containsExactly("b", "c");
    assertThat(since(renaming, "b", "c")).containsExactly("b", "c");
  }

  @Test
  void whatNothingTellsApartStaysAsItIs() {
    assertThat(since(new Renaming(9, Map.of("a", "b", "b", "a"), Set.of("a", "b")), "a", "b"))
        .containsExactly("a", "b");
    assertThat(since(new Renaming(9, Map.of("a", "b"), Set.of("b")), "a", "b"))
        .as("b was dropped")
        .containsExactly("a", "b");
  }

  @Test
  void theKeyGetsItsNewNamesToo() {
    RowSchema sent = schema("a", "b");
    assertThat(new Renaming(9, Map.of("a", "z"), Set.of()).since(sent).key()).containsExactly("z");
  }

  private static List<String> since(Renaming renaming, String... names) {
    return renaming.since(schema(names)).columns().stream().map(Column::name).toList();
  }

  private static RowSchema schema(String... names) {
    return new RowSchema(
        Stream.of(names).map(name -> new Column(name, ColumnType.INT, null)).toList(),
        List.of(names[0]));
  }
}
