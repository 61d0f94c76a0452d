import CapabilityKit
import Foundation
import Store

extension Contact.Shelf {
    /// Adds an incident with the call that opened it; a call the network hands over twice is one incident.
    static func open(
        _ call: Contact.Call,
        force: ForceCode,
        prefix: String,
        at now: Timestamp,
        _ rulebook: Contact.Rulebook,
        in session: any Session
    ) throws -> String {
        if let key = call.key, !key.isEmpty,
            let row = try session.rows("SELECT number FROM contact_incident WHERE network_key = \(key)").first
        {
            return try row.text(0)
        }
        let id = try session.rows("SELECT COALESCE(MAX(id), 0) + 1 FROM contact_incident").first?.integer(0) ?? 1
        let day = now.date.description.filter(\.isNumber)
        let number = "\(prefix)-\(day)-\(String(repeating: "0", count: max(0, 4 - "\(id)".count)))\(id)"
        var incident = Contact.Incident(number: number, scheme: rulebook.grades.scheme(of: force))
        let first = Contact.Entry(place: 1, at: now, by: .software, key: "arrived", act: .arrived(call))
        try incident.take(first)
        let network = call.key ?? ""
        try session.run(
            """
            INSERT INTO contact_incident (id, number, force, opened_at, state, grade, title, place, owner, latitude,
                longitude, due_at, network_key, waits, revision)
            VALUES (\(id), \(number), \(force.description), \(now.milliseconds), '', '', '', '', '',
                \(call.location?.latitude), \(call.location?.longitude), NULL, \(network), 0, 0)
            """
        )
        try keep(first, of: id, in: session)
        try note(incident, id, rulebook, in: session)
        return number
    }

    /// An act that can be taken, with the incident it belongs to.
    struct Weighed {
        var id: Int64
        var incident: Contact.Incident
        var entry: Contact.Entry
        /// Whether it was taken before, under the same name.
        var isTaken: Bool
    }

    /// Whether an act can be taken; one that was taken before under its name is that act again.
    ///
    /// - Throws: ``Fault`` `contact.no_such_incident`, `contact.key_used` where the name stands for another act, and what
    ///   ``Contact/Incident/check(_:)`` throws.
    static func weigh(
        _ act: Contact.Step,
        named name: String,
        by actor: Contact.Actor,
        at now: Timestamp,
        of number: String,
        _ rulebook: Contact.Rulebook,
        in session: any Session
    ) throws -> Weighed {
        guard let row = try session.rows("SELECT id, force FROM contact_incident WHERE number = \(number)").first
        else { throw noSuchIncident(number) }
        let id = try row.integer(0)
        let incident = try incident(id, number, try row.text(1), rulebook, in: session)
        let users = try session.rows("SELECT incident FROM contact_entry WHERE name = \(name)").map {
            try $0.integer(0)
        }
        if let before = incident.entries.first(where: { $0.key == name }) {
            guard before.act.saysTheSame(as: act) else { throw keyUsed }
            return Weighed(id: id, incident: incident, entry: before, isTaken: true)
        }
        // Software's own acts are named within their incident.
        if case .officer = actor, !users.isEmpty { throw keyUsed }
        if case .linked(let other) = act { try mustExist(other, in: session) }
        if case .toldApart(let other) = act { try mustExist(other, in: session) }
        let place = incident.entries.count + 1
        let entry = Contact.Entry(place: place, at: now, by: actor, key: name, act: incident.settled(act))
        try incident.check(entry)
        try checkHandedOn(act, number, ForceCode(try row.text(1)), in: session)
        return Weighed(id: id, incident: incident, entry: entry, isTaken: false)
    }

    /// Adds an act to an incident; the same name twice is the same act.
    ///
    /// - Returns: the act's place, and the incident with it.
    static func take(_ weighed: Weighed, _ rulebook: Contact.Rulebook, in session: any Session) throws -> Contact.Taken
    {
        var incident = weighed.incident
        let entry = weighed.entry
        guard !weighed.isTaken else { return Contact.Taken(place: entry.place, incident: incident, isNew: false) }
        try incident.take(entry)
        try keep(entry, of: weighed.id, in: session)
        try note(incident, weighed.id, rulebook, in: session)
        return Contact.Taken(place: entry.place, incident: incident, isNew: true)
    }

    private static func mustExist(_ number: String, in session: any Session) throws {
        let found = try session.rows("SELECT id FROM contact_incident WHERE number = \(number)")
        guard !found.isEmpty else { throw noSuchIncident(number) }
    }

    private static var keyUsed: Fault {
        Fault(
            .keyUsed,
            "this was sent before with something else in it",
            help: "look at what is kept; load the page again to send something new"
        )
    }

    /// Notes that a question was put.
    static func asked(
        _ subject: String,
        _ disclosure: String,
        by officer: String,
        of number: String,
        at now: Timestamp,
        in session: any Session
    ) throws {
        try session.run(
            """
            INSERT INTO contact_question (incident, subject, officer, disclosure, asked_at)
            SELECT id, \(subject), \(officer), \(disclosure), \(now.milliseconds) FROM contact_incident
            WHERE number = \(number)
            ON CONFLICT (incident, subject, officer) DO UPDATE SET disclosure = excluded.disclosure,
                asked_at = excluded.asked_at
            """
        )
        try session.run(
            """
            UPDATE contact_incident SET revision = (SELECT MAX(revision) + 1 FROM contact_incident)
            WHERE number = \(number)
            """
        )
    }

    private static func keep(_ entry: Contact.Entry, of id: Int64, in session: any Session) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let act = String(decoding: try encoder.encode(entry.act), as: UTF8.self)
        var officer = "", force = ""
        if case .officer(let number, let code) = entry.by { (officer, force) = (number, code) }
        try session.run(
            """
            INSERT INTO contact_entry (incident, place, at, officer, officer_force, name, act)
            VALUES (\(id), \(entry.place), \(entry.at.milliseconds), \(officer), \(force), \(entry.key), \(act))
            """
        )
    }

    /// Brings the line of the list up to what the incident now is.
    private static func note(
        _ incident: Contact.Incident,
        _ id: Int64,
        _ rulebook: Contact.Rulebook,
        in session: any Session
    ) throws {
        let place = incident.placeText ?? incident.call?.address ?? ""
        let title = Contact.title(of: incident, by: rulebook)
        let owner = if case .officer(let number, _) = incident.owner { number } else { "" }
        let location = incident.call?.location
        try session.run(
            """
            UPDATE contact_incident SET state = \(incident.state.rawValue), grade = \(incident.grade ?? ""),
                title = \(title), place = \(place), owner = \(owner), due_at = \(Contact.dueAt(incident)),
                latitude = \(location?.latitude), longitude = \(location?.longitude),
                waits = \(incident.lowering != nil ? 1 : incident.closing != nil ? 2 : 0),
                revision = (SELECT COALESCE(MAX(revision), 0) + 1 FROM contact_incident)
            WHERE id = \(id)
            """
        )
        try session.run("DELETE FROM contact_named WHERE incident = \(id)")
        for named in Contact.named(in: incident).sorted(by: {
            ($0.part.rawValue, $0.key) < ($1.part.rawValue, $1.key)
        }) {
            try session.run(
                "INSERT INTO contact_named (incident, part, name) VALUES (\(id), \(named.part.rawValue), \(named.key))"
            )
        }
    }

    static func noSuchIncident(_ number: String) -> Fault {
        Fault(.noSuchIncident, "no incident `\(number)` is known here", help: "open it from the list")
    }
}
