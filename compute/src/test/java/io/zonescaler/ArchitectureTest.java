package io.zonescaler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the framework free of what hosts it, and its packages free of cycles. */
@AnalyzeClasses(packages = "io.zonescaler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule computeKnowsNoTransportNoWebAndNoSpring =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "io.javalin..",
              "org.springframework..",
              "io.zonescaler.server..",
              "io.zonescaler.web..",
              "io.zonescaler.node..")
          .because("compute can run a cluster alone");

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.zonescaler.(*)..").should().beFreeOfCycles().allowEmptyShould(true);
}
