package io.tidemark.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotebookFileTest {

  private final JsonNode notebook;
  private final List<JsonNode> code = new ArrayList<>();
  private final List<JsonNode> text = new ArrayList<>();

  NotebookFileTest() throws IOException {
    notebook = new ObjectMapper().readTree(Path.of("tidemark.ipynb").toFile());
    notebook
        .get("cells")
        .forEach(cell -> (cell.get("cell_type").asText().equals("code") ? code : text).add(cell));
  }

  @Test
  void theCommittedNotebookHasNoOutputs() {
    assertThat(code)
        .isNotEmpty()
        .allSatisfy(
            cell -> {
              assertThat(cell.get("outputs")).isEmpty();
              assertThat(cell.get("execution_count").isNull()).isTrue();
              assertThat(cell.get("metadata")).isEmpty();
            });
  }

  @Test
  void textExplainsTheCode() {
    assertThat(text).hasSizeGreaterThanOrEqualTo(code.size());
  }

  @Test
  void itRunsWithTheKernelOfThisModule() {
    assertThat(notebook.at("/metadata/kernelspec/name").asText()).isEqualTo(KernelSpec.NAME);
  }
}
