package io.tidemark.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tidemark.bench", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule contractNeedsTheJdkAndAJsonParser =
      classes()
          .that()
          .resideInAPackage("..contract..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.management..",
              "com.sun.management..",
              "jdk.jfr..",
              "com.fasterxml.jackson.core..",
              "..contract..")
          .because(
              "contenders with class paths of their own keep it too, and Jackson's parser in any"
                  + " version");

  @ArchTest
  static final ArchRule commandKnowsNoSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("..contender..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "io.delta..", "..contender..")
          .because("its JVM does not have them; what needs them is a contender's");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.tidemark.bench.(*)..").should().beFreeOfCycles();
}
