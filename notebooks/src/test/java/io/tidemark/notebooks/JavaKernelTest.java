package io.tidemark.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaKernelTest {

  private static final JavaKernel KERNEL = new JavaKernel();

  @AfterAll
  static void stop() {
    KERNEL.onShutdown(false);
  }

  @Test
  void aCellShowsTheValueOfItsLastExpression() throws Exception {
    assertThat(shown("int a = 40;\na + 1;\na + 2")).isEqualTo("42");
  }

  @Test
  void whatACellDefinesIsThereInTheNext() throws Exception {
    KERNEL.eval(
        "import java.util.List;\nint twice(int x) { return 2 * x; }\nvar list = List.of(4);");

    assertThat(shown("twice(list.get(0))")).isEqualTo("8");
    assertThat(shown("list")).isEqualTo("[4]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "// only a comment",
        "int declared = 1;",
        "int assigned; assigned = 2;",
        "for (int i = 0; i < 2; i++) { }",
        "String none = null; none",
        "1 + 1; int last = 3;",
        "void defined() { }",
      })
  void aCellWithoutALastValueShowsNothing(String cell) throws Exception {
    assertThat(KERNEL.eval(cell)).isNull();
  }

  @Test
  void aCellThatThrowsFailsWithItsOwnException() {
    assertThatThrownBy(() -> KERNEL.eval("throw new java.io.IOException(\"no water\");"))
        .isInstanceOf(IOException.class)
        .hasMessage("no water");
  }

  @Test
  void nothingAfterTheFailureRuns() throws Exception {
    KERNEL.eval("int ran = 0;");

    assertThatThrownBy(() -> KERNEL.eval("ran = 1; int x = 1 / 0; ran = 2;"))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("/ by zero");
    assertThat(shown("ran")).isEqualTo("1");
  }

  @Test
  void anErrorFailsTheCellAsAnException() {
    assertThatThrownBy(() -> KERNEL.eval("throw new AssertionError(\"high water\");"))
        .isInstanceOf(CellFailure.class)
        .hasMessage("java.lang.AssertionError: high water");
  }

  @Test
  void aCellThatDoesNotCompileFails() {
    assertThatThrownBy(() -> KERNEL.eval("int wrong = \"text\";"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContaining("String cannot be converted to int")
        .hasMessageContaining("int wrong");
  }

  @Test
  void aCallOfAMethodThatMissesSomethingFails() throws Exception {
    KERNEL.eval("int lost() { return nowhere(); }");

    assertThatThrownBy(() -> KERNEL.eval("lost()"))
        .hasMessageContaining("Not defined: method nowhere()");
  }

  @Test
  void aCellThatEndsInTheMiddleFails() {
    assertThatThrownBy(() -> KERNEL.eval("for (int i = 0;"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContaining("ends in the middle of: for (int i = 0;");
  }

  @Test
  void aChartIsShownAsAPicture() throws Exception {
    var shown =
        KERNEL.eval(
            "import org.knowm.xchart.QuickChart;\n"
                + "QuickChart.getChart(\"t\", \"x\", \"y\", \"s\", new double[] {1, 2},"
                + " new double[] {3, 4})");

    byte[] png = Base64.getDecoder().decode((String) shown.getData(MIMEType.IMAGE_PNG));
    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("t");
  }

  @Test
  void namesAreCompleted() throws Exception {
    KERNEL.eval("int tidemark = 1;");

    var options = KERNEL.complete("int b = tidem", 13);

    assertThat(options.getReplacements()).containsExactly("tidemark");
    assertThat(options.getSourceStart()).isEqualTo(8);
  }

  private static Object shown(String cell) throws Exception {
    return KERNEL.eval(cell).getData(MIMEType.TEXT_PLAIN);
  }
}
