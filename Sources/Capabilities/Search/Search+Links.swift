import CapabilityKit

extension Search {
    /// The person in the middle and what records tie to them: people, places, phones, vehicles, the newest event.
    static func links(_ picture: PersonPicture, facts: Facts, hasWarnings: Bool, chips: Chips) -> LinkChart {
        var things = [
            LinkThing(
                facts.name,
                detail: facts.birthDates.first.flatMap { CalendarDate(parsing: $0.value) }.map {
                    "born \(Phrase.shortDay($0))"
                },
                icon: .user,
                address: address(of: picture.id),
                hasWarning: hasWarnings
            )
        ]
        var lines: [LinkLine] = []
        func tie(_ thing: LinkThing, _ label: String, _ source: SourceLine, isInferred: Bool = false) {
            things.append(thing)
            lines.append(LinkLine(from: 0, to: things.count - 1, label: label, isInferred: isInferred, source: source))
        }
        if let home = facts.homes.first, let row = home.records.first {
            tie(
                LinkThing(home.value, icon: .home, moreLinks: max(0, facts.homes.count - 1)),
                "lives at",
                chips.chip(row)
            )
        }
        for vehicle in picture.vehicles.prefix(2) {
            guard let mark = vehicle.thing.record[.registrationMark] else { continue }
            tie(
                LinkThing(
                    RegistrationMark(mark)?.display ?? mark,
                    detail: vehicle.thing.record[.vehicleMake].map(\.headCapitals),
                    icon: .car,
                    address: address(of: vehicle.thing.record.id)
                ),
                vehicle.tie.record[.relation]?.lowercased() ?? "keeper",
                chips.chip(vehicle.tie)
            )
        }
        let phones = picture.members.flatMap(\.statements).filter { $0.record[.phoneNumber] != nil }
        if let row = phones.max(by: { $0.moment < $1.moment }), let number = row.record[.phoneNumber] {
            tie(LinkThing(PhoneNumber(number)?.display ?? number, icon: .phone), "uses", chips.chip(row))
        }
        if let newest = picture.involvements.first {
            tie(
                LinkThing(
                    (newest.event.record[.eventType] ?? "Event").headCapitals,
                    detail: newest.event.date.map(Phrase.shortDay),
                    icon: .doc,
                    address: address(of: newest.event.record.id)
                ),
                newest.role.record[.role] ?? "in",
                chips.chip(newest.role)
            )
        }
        for other in picture.others.prefix(4) {
            tie(
                LinkThing(
                    other.nominal.record.personName ?? "Name not held",
                    detail: other.theirRole,
                    icon: .user,
                    address: address(of: other.person)
                ),
                Phrase.count(other.events, "shared event"),
                chips.chip(other.nominal)
            )
        }
        return LinkChart(things: things, links: lines)
    }

    /// Where the listed events happened, numbered as in the timeline.
    static func map(_ picture: PersonPicture, base: BaseMap?) -> MapDrawing {
        var marks: [PlaceMark] = []
        for (number, group) in grouped(picture.involvements).prefix(shownEvents).enumerated() {
            let event = group[0].event.record
            guard let latitude = event[.latitude].flatMap(Double.init),
                let longitude = event[.longitude].flatMap(Double.init),
                let point = GeoPoint(latitude: latitude, longitude: longitude)
            else { continue }
            marks.append(
                PlaceMark(
                    number: number + 1,
                    name: event[.locationText] ?? event[.addressLine] ?? "place not named",
                    town: event[.town].map(\.headCapitals) ?? "",
                    point: point
                )
            )
        }
        return MapDrawing(marks: marks, base: base)
    }
}
