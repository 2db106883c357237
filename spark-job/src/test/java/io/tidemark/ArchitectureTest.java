package io.tidemark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tidemark", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CORE = {
    "io.tidemark.decode..",
    "io.tidemark.net..",
    "io.tidemark.progress..",
    "io.tidemark.transaction..",
    "io.tidemark.error.."
  };

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices()
          .matching("io.tidemark.(*)..")
          .should()
          .beFreeOfCycles()
          .because("rows flow one way: move what both need to where the row meets it first");

  @ArchTest
  static final ArchRule theCoreKnowsNoSpark =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.kafka..", "org.apache.hadoop..")
          .because("the core is pure: give it records and take records from it");

  @ArchTest
  static final ArchRule theCoreAsksNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .because("the same input must give the same output: take the time as a parameter");

  @ArchTest
  static final ArchRule kernelIsSpokenInFewRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.tidemark.delta..",
              "io.tidemark.mirror..",
              "io.tidemark.changelog..",
              "io.tidemark.quarantine..",
              "io.tidemark.aggregate..",
              "io.tidemark.ledger..",
              "io.tidemark.alert..",
              "io.tidemark.verify..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.delta.kernel..")
          .because("tables are written through io.tidemark.delta");

  @ArchTest
  static final ArchRule kernelsInternalsStayInDelta =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tidemark.delta..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.delta.kernel.internal..")
          .because("internals change with every release: one room has to follow them");

  @ArchTest
  static final ArchRule theEnvironmentIsReadOnce =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.tidemark.config..",
              "io.tidemark.cli..",
              "io.tidemark.doctor..",
              "io.tidemark.tail..")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .because("configuration is one record tree, loaded once");

  @ArchTest
  static final ArchRule commandsAreNamedSo =
      classes()
          .that()
          .areAnnotatedWith(picocli.CommandLine.Command.class)
          .and()
          .doNotHaveSimpleName("Main")
          .should()
          .haveSimpleNameEndingWith("Command")
          .because("a command is found by its name");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .because("such a name says nothing: name the one idea that the class holds");
}
