import ArgumentParser
import CapabilityKit

/// A synthetic nation: forces, people and their records, in which nobody can be real.
///
/// Households are settled in real towns and invented streets, move, marry and are renamed; things happen to them; each
/// force's system writes down what it heard, with the mistakes real systems hold; and each force exports its records in
/// its own shape, beside a file of the truth. The same seed makes the same bytes on every machine.
///
/// The shapes are described at ``NicheExporter``, ``ConnectExporter``, ``WideExporter`` and ``CallExporter``. Names,
/// places and stories are tables in `Names/`, to be edited freely.
package enum Sandbox: Capability {
    package static let name = "sandbox"
    package static let title = "Sandbox nation"
    package static let purpose =
        "Make a synthetic nation of forces and people to try everything on, so that no real person's data is needed for it."

    package static let card = CapabilityCard(
        purpose:
            "Make invented people and the records that forces would hold of them, for demonstration, training and tests.",
        power: "None needed: no personal data is used or made",
        data: "Lists of common names, real towns and invented streets; telephone numbers kept free for drama, "
            + "registration marks never issued, e-mail addresses under .example, file numbers with a wrong check letter",
        errorCosts: "A nation that is too tidy flatters the software tested on it. "
            + "Rates of mistakes and of names are approximations.",
        humanRole:
            "People decide what to conclude from a trial; figures measured here are not figures about the public.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = []
    package static let acts: [Act] = []
    package static var commands: [any AsyncParsableCommand.Type] { [SandboxCommand.self] }
}
