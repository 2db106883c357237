package io.tidemark.ingestion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tidemark.ingestion", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theWorldIsPure =
      noClasses()
          .that()
          .resideInAPackage("..world..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.postgresql..", "java.util.concurrent..")
          .because(
              "rows are a function of the seed; hand what comes from outside in as an argument");

  @ArchTest
  static final ArchRule plansArePure =
      noClasses()
          .that()
          .haveSimpleName("Plan")
          .or()
          .haveSimpleName("Step")
          .or()
          .haveSimpleName("Mix")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "java.util.concurrent..")
          .because("the same seed must give the same statements; carry them out in Session");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.tidemark.ingestion.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingReadsTheEnvironment =
      noClasses()
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .because("options take their defaults from it; declare one in DatabaseOptions");

  @ArchTest
  static final ArchRule commandsAreAtTheTop =
      classes()
          .that()
          .areAnnotatedWith("picocli.CommandLine$Command")
          .should()
          .resideInAPackage("io.tidemark.ingestion")
          .because("a command is found by its name; what it does is in the packages below");
}
