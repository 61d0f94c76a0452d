import ArgumentParser
import CapabilityKit
import Store

/// Questions of number plate reads: each starts from graded intelligence, is bounded, and says what chance would give.
package enum Anpr: Capability {
    package static let name = "anpr"
    package static let title = "Number plates"
    package static let purpose =
        "Ask the reads of this force's cameras about a vehicle, a road or an area, starting from a graded item of intelligence, and see chance beside every claim."

    package static let card = CapabilityCard(
        purpose:
            "Find where a vehicle of an investigation has been, what travels with it and what took its place, so that exploited children are found and serious crime is stopped; never to score everybody who drives.",
        power:
            "Common law; Data Protection Act 2018, Part 3: s.31, s.33(4) (profiling of movements), s.35, s.36, s.38(3), s.39, s.62 (logging); National ANPR Standards for Policing and Law Enforcement (NASPLE); RIPA 2000 s.26(2) and s.28 (directed surveillance)",
        data:
            "Reads of this force's own cameras: plate as written, camera, time, confidence, lane, direction and the names of pictures, kept for twelve months; the force's register of cameras with clock errors, outages and times by road",
        errorCosts:
            "Too much found: an innocent driver, a carer or a commuter is stopped, and whose area has more cameras is stopped more. Too little: a child stays where they were taken, and a camera that was down looks like a vehicle that did not travel.",
        humanRole:
            "A person states the item, bounds the question, looks at the picture of every plate, weighs what else would explain it, selects and writes why. Software ranks and never decides; what nobody selects is destroyed.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [
        .readAnpr, .askAnpr, .watchAnpr, .importAnpr, .feedAnpr, .disposeAnpr,
    ]
    package static let acts = [
        Act("anpr.read", "The workbench, or a question of the officer's own with its answer, was shown"),
        Act("anpr.ask", "Reads were asked about: item, grading, areas, days, and the rule by which they may be"),
        Act(
            "anpr.watch",
            "Vehicles of interest or reads of them were shown, or one was put on the list, taken off or checked"
        ),
        Act("anpr.feed", "A batch of the cameras' feed was taken in"),
        Act("anpr.import", "Reads were taken in, or the register of cameras was changed"),
        Act("anpr.dispose", "Reads and answers that were over their time were destroyed"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [AnprCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Plates", icon: .car, place: 30) }

    package static func migrate(_ plan: inout MigrationPlan) {
        Shelf.migrate(&plan)
        Shelf.migrateFeedback(&plan)
    }

    package static func routes(_ routes: Routes) {
        routes.page("", workbenchPage)
        routes.file("export", export)
        routes.form("ask", askForm)
        routes.form("select", selectForm)
        routes.form("preserve", preserveForm)
        routes.form("product", productForm)
        routes.form("outcome", outcomeForm)
        routes.page("watch", watchPage)
        routes.events("hits", hitStream)
        routes.form("watch", watchTaken)
        routes.form("unwatch", unwatchTaken)
        routes.form("check", checkTaken)
        routes.json("", anprNote, reply)
    }
}

extension Permission {
    /// See the workbench.
    static let readAnpr = Permission("anpr.read", "See the cameras, and your own questions with their answers")
    /// Ask about reads.
    static let askAnpr = Permission("anpr.ask", "Ask about reads of number plates, and keep what is selected")
    /// Keep vehicles of interest.
    static let watchAnpr = Permission(
        "anpr.watch",
        "See and keep the list of vehicles of interest, and check reads of them"
    )
    /// Bring the cameras' feed in.
    static let feedAnpr = Permission("anpr.feed", "Take the cameras' feed in")
    /// Bring reads in.
    static let importAnpr = Permission("anpr.import", "Take reads in, and keep the register of cameras")
    /// Destroy what is over its time.
    static let disposeAnpr = Permission("anpr.dispose", "Destroy reads and answers that are over their time")
}
