package dev.fathom.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fathom chat`: a conversation.
@Command(name = "chat")
final class ChatCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ConversationOptions options = new ConversationOptions();

  @Override
  public int run(Surroundings around) throws Exception {
    options.check();
    try (ChatLines lines = ChatLines.of(around);
        ChatSession session = new ChatSession(options, lines, around)) {
      SlashCommands commands = new SlashCommands(session, options, around);
      if (common.verbose) {
        options.describe(session.fathom(), around);
      }
      if (around.inIsTerminal()) {
        around.err().println(around.texts().say("chat.welcome", session.fathom().file().name()));
      }
      boolean failed = converse(lines, session, commands, around);
      // on a terminal the user saw the failure and went on; a script must be told
      return failed && !around.inIsTerminal() ? 1 : 0;
    }
  }

  /// Turn by turn until the end; returns whether any turn failed.
  private static boolean converse(
      ChatLines lines, ChatSession session, SlashCommands commands, Surroundings around)
      throws InterruptedException {
    boolean failed = false;
    while (!commands.leaving()) {
      Optional<String> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      try {
        turn(line.get(), session, commands);
      } catch (InterruptedException stop) {
        throw stop;
      } catch (Exception | OutOfMemoryError wrong) {
        failed = true;
        around.out().flush();
        around.err().println("fathom: " + Explanation.of(wrong, around.texts()));
      }
    }
    return failed;
  }

  private static void turn(String line, ChatSession session, SlashCommands commands)
      throws Exception {
    String text = ChatText.clean(line);
    if (ChatText.isCommand(line)) {
      commands.run(text);
    } else if (!text.isBlank()) {
      session.ask(text);
    }
  }
}
