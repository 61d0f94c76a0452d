import ArgumentParser

/// The entrance: `reeve-simulate ledger`, `reeve-simulate nation` and `reeve-simulate bench`.
@main
struct ReeveSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reeve-simulate",
        abstract: "Runs parts of a node under a seeded clock, scheduler and disk, and checks what they promise.",
        discussion: """
            Every run is decided by its seed, so a failure can be looked at as often as need be:

              reeve-simulate --seeds 1...1000
              reeve-simulate --seed 412 --trace
              reeve-simulate nation --seeds 1...1000

            Exit codes: 0 every promise held, 1 a promise was broken, 64 the command was not understood.
            """,
        subcommands: [
            SimulateLedger.self, SimulateNation.self, BenchLedger.self, FailCalls.self, KillLoad.self, Tamper.self,
        ],
        defaultSubcommand: SimulateLedger.self
    )
}
