package dev.fathom.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test class that needs the browser. Where the machine has none it is skipped with a printed
/// reason, and fails in continuous integration (`CI=true`), which can install it.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({Witness.class, NeedsChrome.class})
@interface InBrowser {}
