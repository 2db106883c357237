package io.tidemark.torture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tidemark.torture", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule plansArePure =
      noClasses()
          .that()
          .resideInAPackage("..plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "java.time..", "java.util.concurrent..", "java.nio..")
          .because("the same seed must give the same plan, whatever runs where and when");

  @ArchTest
  static final ArchRule checksArePure =
      noClasses()
          .that()
          .resideInAPackage("..check..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "io.delta..", "java.nio.file..", "..system..")
          .because("a check is tested on copies with faults in them; hand in what it compares");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.tidemark.torture.(*)..").should().beFreeOfCycles();
}
