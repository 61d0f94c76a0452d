import CapabilityKit

extension Contact {
    /// The pane of place, repeats and sources.
    static func side(_ screen: Screen) -> HTML {
        guard let incident = screen.incident else {
            return
                "<div class=\"ph\"><h2>Place and sources</h2></div><div class=\"know\"><p class=\"quiet\">No call is open.</p></div>"
        }
        return """
            \(rings(incident, screen))<div class="know">\(repeats(screen))\(sources(screen))</div>\(screen.stamp.html)
            """
    }

    // MARK: - Where

    /// The caller within the radius that the network gives, and incidents round about by distance and bearing.
    private static func rings(_ incident: Incident, _ screen: Screen) -> HTML {
        guard let here = incident.call?.location else {
            return """
                <div class="ph"><h2>Position</h2></div><div class="norings"><p class="quiet">\(Icon.pin.html) The network gave no position.</p>\
                </div>
                """
        }
        // 300 m at the edge, more where the position itself is less sure.
        let reach = max(300, here.radiusMetres * 1.4)
        let size = 150.0
        func place(_ other: Call.Location) -> (x: Int, y: Int)? {
            let east = Call.Location(
                latitude: here.latitude,
                longitude: other.longitude,
                radiusMetres: 0,
                method: ""
            )
            let x = here.metres(to: east) * (other.longitude < here.longitude ? -1 : 1)
            let y = east.metres(to: other) * (other.latitude < here.latitude ? 1 : -1)
            guard (x * x + y * y).squareRoot() <= reach else { return nil }
            return (Int(x / reach * size), Int(y / reach * size))
        }
        let others = screen.look.earlier.compactMap { one -> HTML? in
            guard let location = one.location, let point = place(location) else { return nil }
            let isSame = screen.duplicates.contains { $0.number == one.number }
            let kind = isSame ? "dup" : one.isOpen ? "open" : "old"
            return """
                <g class="\(kind)" transform="translate(\(point.x) \(point.y))"><circle r="8"/>\
                <text x="12" y="4">\(short(one.number))\(isSame ? "?" : "")</text></g>
                """
        }
        let radius = max(3, Int(here.radiusMetres / reach * size))
        return """
            <div class="ph"><h2>Position</h2><span class="space"></span><span class="cap">edge \(Int(reach)) m, north up</span></div>
            <svg class="rings" viewBox="-170 -165 340 330" role="img" aria-label="The caller is within \(Int(here.radiusMetres)) metres \
            of the centre; \(others.count) other incidents are within \(Int(reach)) metres.">\
            <circle class="ring" r="150"/><circle class="ring" r="100"/><circle class="ring" r="50"/>\
            <path class="ring" d="M0-155V155M-155 0H155"/><circle class="aml" r="\(radius)"/><circle class="pin" r="6"/>\
            <text class="lb" y="\(min(radius + 18, 140))">within \(Int(here.radiusMetres)) m</text>\(others)</svg>
            <p class="quiet coordinates"><span class="id">\(degrees(here.latitude)), \(degrees(here.longitude))</span></p>
            """
    }

    private static func degrees(_ value: Double) -> String {
        let scaled = Int((value * 100_000).rounded())
        let digits = "\(abs(scaled))"
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return "\(scaled < 0 ? "-" : "")\(padded.dropLast(5)).\(padded.suffix(5))"
    }

    // MARK: - Repeats

    private static func repeats(_ screen: Screen) -> HTML {
        let rows = [Part.caller, .victim, .place, .suspect, .named].map { part -> HTML in
            let numbers = screen.repeats[part]
            let title = part == .named ? "named otherwise" : "repeat \(part.rawValue)"
            let links = numbers.map { number -> HTML in
                "<a class=\"id\" href=\"\(Address(name).with("call", number))\">\(short(number))</a>"
            }
            let rest = Array(links.dropFirst(2))
            let more: HTML? =
                rest.isEmpty
                ? nil : "<details><summary>\(rest.count) more</summary>\(rest.joined(separator: " "))</details>"
            return """
                <li class="\(numbers.isEmpty ? "zero" : "some")"><span>\(title)</span><b>\(numbers.count)</b>\
                <span>\(Array(links.prefix(2)).joined(separator: " "))\(more)</span></li>
                """
        }
        return """
            <div class="kb"><h3>\(Icon.clock.html)Four repeats, kept apart</h3><ul class="repeats">\(rows)</ul>\
            <p class="note">Counted among the incidents of this node.</p></div>
            """
    }

    // MARK: - Sources

    private static func sources(_ screen: Screen) -> HTML {
        let known = screen.known
        let asked =
            known.asked.map { one -> HTML in
                let missing = one.isAtHand ? HTML() : " <span class=\"tag warn\">not at hand</span>" as HTML
                return "<li>\(one.words)\(missing)</li>"
            } + known.unasked.map { "<li>\($0) <span class=\"tag warn\">not asked</span></li>" as HTML }
        let forces = known.forces.map { force -> HTML in
            let isMixed = force.held > 0 && !(force.state?.isAnswer ?? false)
            let held = isMixed ? "; \(Phrase.count(force.held, "record")) held to another question" : ""
            let words = "\(force.title): \(force.state?.words ?? "asked, waiting")\(held)"
            return """
                <li class="\(force.state?.code ?? "waiting")" title="\(words)">\(icon(force.state).html)<b>\(force.name)</b>\
                <span class="vh">\(words)</span></li>
                """
        }
        let none: HTML? = forces.isEmpty ? "<p>No source was asked yet.</p>" : nil
        return """
            <div class="kb"><h3>\(Icon.net.html)Sources</h3><ul class="asked">\(asked)</ul>\(none)\
            <ul class="states">\(forces)</ul><p class="note">\(Icon.check.html) held \(Icon.empty.html) searched, nothing \
            \(Icon.plug.html) down \(Icon.clock.html) late \(Icon.stop.html) not asked \(Icon.lock.html) not permitted</p></div>
            """
    }

    private static func icon(_ state: AnswerState?) -> Icon {
        switch state {
        case nil, .timedOut: .clock
        case .answered: .check
        case .nothingHeld: .empty
        case .notPermitted: .lock
        case .askOwner: .user
        case .down: .plug
        case .notAsked: .stop
        }
    }
}
