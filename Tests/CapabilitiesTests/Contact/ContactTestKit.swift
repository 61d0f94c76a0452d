import CapabilityKit
import Capabilities
import TestKit
import Vocabulary

/// Incidents made of acts, for tests.
enum Calls {
    static let lee = Contact.Actor.officer(number: "5150", force: "13")
    static let grace = Contact.Actor.officer(number: "3301", force: "13")
    static let start = Timestamp(milliseconds: 1_795_470_000_000)

    static func book() throws -> Contact.Rulebook { try .shipped() }

    static func scheme(_ force: String = "13") throws -> Contact.GradeScheme {
        try book().grades.scheme(of: TestOfficers.force(force))
    }

    static func call(
        number: String = "07700 900461",
        address: String? = "14 Example Row, Leeds LS6 3AA"
    ) -> Contact.Call {
        Contact.Call(line: "999", number: number, address: address)
    }

    /// A call that was answered.
    static func live(
        _ number: String = "WYP-20261123-0001",
        call: Contact.Call = Calls.call(),
        force: String = "13"
    ) throws
        -> Contact.Incident
    {
        var incident = Contact.Incident(number: number, scheme: try scheme(force))
        try incident.add(.arrived(call), by: .software)
        try incident.add(.answered)
        return incident
    }
}

extension Contact.Incident {
    /// Takes an act a minute after the last.
    mutating func add(_ act: Contact.Step, by actor: Contact.Actor = Calls.lee, minutes: Int = 1) throws {
        let last = entries.last?.at ?? Calls.start
        let at = Timestamp(milliseconds: last.milliseconds + Int64(minutes) * 60_000)
        let place = entries.count + 1
        try take(Contact.Entry(place: place, at: at, by: actor, key: "k\(place)", act: act))
    }

    mutating func write(_ text: String) throws { try add(.wrote(text: text, stage: .information)) }

    mutating func grade(_ code: String) throws { try add(.graded(code: code, reason: "", suggested: nil, rule: nil)) }
}
