import Foundation

/// The part of the country a map shows, and how degrees become units of the drawing.
///
/// An equirectangular projection about the window's middle: within a county the error is less than a line's width.
struct MapWindow {
    private(set) var centre: GeoPoint
    /// Units of the drawing in one kilometre on the ground.
    private(set) var unitsPerKilometre: Double

    private let kilometresPerDegree: (east: Double, north: Double)

    /// Places farther than this from the middle one go to the edge of the map.
    private static let reach = 45.0
    private static let leastWidth = 14.0
    private static let leastHeight = 10.0

    /// Chooses a window for points: around the middle one and all within reach of it; `nil` when there is none.
    init?(around points: [GeoPoint]) {
        guard let middle = Self.middle(of: points) else { return nil }
        let near = points.filter { $0.kilometres(to: middle) <= Self.reach }
        let latitudes = near.map(\.latitude)
        let longitudes = near.map(\.longitude)
        let latitude = ((latitudes.min() ?? middle.latitude) + (latitudes.max() ?? middle.latitude)) / 2
        let longitude = ((longitudes.min() ?? middle.longitude) + (longitudes.max() ?? middle.longitude)) / 2
        centre = GeoPoint(latitude: latitude, longitude: longitude) ?? middle
        kilometresPerDegree = (111.2 * cos(latitude * .pi / 180), 111.2)
        let width = ((longitudes.max() ?? 0) - (longitudes.min() ?? 0)) * kilometresPerDegree.east
        let height = ((latitudes.max() ?? 0) - (latitudes.min() ?? 0)) * kilometresPerDegree.north
        unitsPerKilometre = min(
            (MapDrawing.width - 250) / max(width, Self.leastWidth),
            (MapDrawing.height - 200) / max(height, Self.leastHeight)
        )
    }

    /// A window that all of some points fill, whatever its scale; `nil` when there is none.
    init?(fitting points: [GeoPoint]) {
        guard let first = points.first else { return nil }
        let latitudes = points.map(\.latitude), longitudes = points.map(\.longitude)
        let latitude = ((latitudes.min() ?? first.latitude) + (latitudes.max() ?? first.latitude)) / 2
        let longitude = ((longitudes.min() ?? first.longitude) + (longitudes.max() ?? first.longitude)) / 2
        centre = GeoPoint(latitude: latitude, longitude: longitude) ?? first
        kilometresPerDegree = (111.2 * cos(latitude * .pi / 180), 111.2)
        let width = ((longitudes.max() ?? 0) - (longitudes.min() ?? 0)) * kilometresPerDegree.east
        let height = ((latitudes.max() ?? 0) - (latitudes.min() ?? 0)) * kilometresPerDegree.north
        unitsPerKilometre = min((MapDrawing.width - 70) / max(width, 4), (MapDrawing.height - 110) / max(height, 3))
    }

    /// A scale at the lower right.
    var scaleBar: HTML {
        let kilometres = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200].last { $0 * unitsPerKilometre <= 160 } ?? 0.1
        let length = kilometres * unitsPerKilometre
        let start = MapDrawing.width - 12 - length
        let label = kilometres < 1 ? "\(Int(kilometres * 1000)) m" : "\(Int(kilometres)) km"
        return """
            <g class="scale"><path d="M\(Drawing.units(start)) 412v6h\(Drawing.units(length))v-6"/>\
            <text x="\(Drawing.units(start + length / 2))" y="413" text-anchor="middle">\(label)</text></g>
            """
    }

    /// The point that has the most others within reach; the first of them when several have.
    private static func middle(of points: [GeoPoint]) -> GeoPoint? {
        var best: (point: GeoPoint, count: Int)?
        for point in points.prefix(400) {
            let count = points.count { $0.kilometres(to: point) <= reach / 1.5 }
            if count > best?.count ?? 0 { best = (point, count) }
        }
        return best?.point
    }

    func place(_ point: GeoPoint) -> (x: Double, y: Double) {
        (
            MapDrawing.width / 2
                + (point.longitude - centre.longitude) * kilometresPerDegree.east * unitsPerKilometre,
            MapDrawing.height / 2 - 20
                - (point.latitude - centre.latitude) * kilometresPerDegree.north * unitsPerKilometre
        )
    }

    func contains(_ point: GeoPoint) -> Bool {
        let (x, y) = place(point)
        return (14...MapDrawing.width - 14).contains(x) && (14...MapDrawing.height - 14).contains(y)
    }

    /// A grid of 5 km, for a node without a base map.
    var grid: HTML {
        let step = 5 * unitsPerKilometre
        var path = ""
        for x in stride(
            from: (MapDrawing.width / 2).truncatingRemainder(dividingBy: step),
            to: MapDrawing.width,
            by: step
        ) {
            path += "M\(Drawing.units(x)) 0V432"
        }
        for y in stride(
            from: (MapDrawing.height / 2 - 20).truncatingRemainder(dividingBy: step),
            to: MapDrawing.height,
            by: step
        ) {
            path += "M0 \(Drawing.units(y))H560"
        }
        return "<rect class=\"plain\" width=\"560\" height=\"432\"/><path class=\"graticule\" d=\"\(path)\"/>"
    }

    /// The layers and names that fall into the window.
    func ground(_ base: BaseMap, around marks: [GeoPoint]) -> HTML {
        var ground: HTML = "<rect class=\"sea\" width=\"560\" height=\"432\"/>"
        for layer in base.layers.sorted(by: { $0.kind.rawValue < $1.kind.rawValue }) {
            let path = layer.paths.map { trace($0, isClosed: layer.kind.isFilled) }.joined()
            guard !path.isEmpty else { continue }
            if layer.kind == .road { ground.append("<path class=\"casing\" d=\"\(path)\"/>") }
            ground.append("<path class=\"\(layer.kind.style)\" d=\"\(path)\"/>\n")
        }
        var taken = marks.map { (x: place($0).x, y: place($0).y, half: 14.0) }
        let room = taken.count + 12
        for name in base.names.sorted(by: { ($0.isForce ? 1 : 0, $0.weight) > ($1.isForce ? 1 : 0, $1.weight) }) {
            let (x, y) = place(name.point)
            let text = name.isForce ? name.text.uppercased() : name.text
            let half = Double(text.count) * 3.6 + 10
            guard (half...MapDrawing.width - half).contains(x), (20...MapDrawing.height - 90).contains(y),
                !taken.contains(where: { abs($0.x - x) < $0.half + half && abs($0.y - y) < 22 }), taken.count < room
            else { continue }
            taken.append((x, y, half))
            let kind: HTML = name.isForce ? " class=\"force\"" : ""
            ground.append(
                """
                <text\(kind) x="\(Drawing.units(x))" y="\(Drawing.units(y))" text-anchor="middle">\(text)</text>

                """
            )
        }
        return ground
    }

    /// One ring or line as path data: cut to the window with a margin, points closer than a unit dropped.
    private func trace(_ points: [GeoPoint], isClosed: Bool) -> String {
        let placed = points.map(place)
        let frame = (x: -40.0...MapDrawing.width + 40, y: -40.0...MapDrawing.height + 40)
        guard let (minX, maxX) = Self.range(placed.map(\.x)), let (minY, maxY) = Self.range(placed.map(\.y)),
            maxX >= frame.x.lowerBound, minX <= frame.x.upperBound, maxY >= frame.y.lowerBound,
            minY <= frame.y.upperBound
        else { return "" }
        return isClosed ? ring(placed, in: frame) : line(placed, in: frame)
    }

    private func line(
        _ points: [(x: Double, y: Double)],
        in frame: (x: ClosedRange<Double>, y: ClosedRange<Double>)
    ) -> String {
        var path = ""
        var isDrawing = false
        var last = points[0]
        for (from, to) in zip(points, points.dropFirst()) {
            let isOutside =
                max(from.x, to.x) < frame.x.lowerBound || min(from.x, to.x) > frame.x.upperBound
                || max(from.y, to.y) < frame.y.lowerBound || min(from.y, to.y) > frame.y.upperBound
            guard !isOutside else {
                isDrawing = false
                continue
            }
            if !isDrawing {
                path += "M\(Drawing.units(from.x)) \(Drawing.units(from.y))"
                last = from
                isDrawing = true
            }
            guard abs(to.x - last.x) + abs(to.y - last.y) >= 1 else { continue }
            path += "L\(Drawing.units(to.x)) \(Drawing.units(to.y))"
            last = to
        }
        return path
    }

    /// Sutherland and Hodgman's clipping, edge by edge.
    private func ring(
        _ points: [(x: Double, y: Double)],
        in frame: (x: ClosedRange<Double>, y: ClosedRange<Double>)
    ) -> String {
        var ring = points
        let edges: [(inside: ((x: Double, y: Double)) -> Bool, isVertical: Bool, at: Double)] = [
            ({ $0.x >= frame.x.lowerBound }, true, frame.x.lowerBound),
            ({ $0.x <= frame.x.upperBound }, true, frame.x.upperBound),
            ({ $0.y >= frame.y.lowerBound }, false, frame.y.lowerBound),
            ({ $0.y <= frame.y.upperBound }, false, frame.y.upperBound),
        ]
        for edge in edges {
            var kept: [(x: Double, y: Double)] = []
            for (index, point) in ring.enumerated() {
                let before = ring[(index + ring.count - 1) % ring.count]
                if edge.inside(point) != edge.inside(before) {
                    let share =
                        edge.isVertical
                        ? (edge.at - before.x) / (point.x - before.x) : (edge.at - before.y) / (point.y - before.y)
                    kept.append((before.x + (point.x - before.x) * share, before.y + (point.y - before.y) * share))
                }
                if edge.inside(point) { kept.append(point) }
            }
            ring = kept
        }
        guard ring.count > 2 else { return "" }
        return line(ring + [ring[0]], in: frame) + "Z"
    }

    private static func range(_ values: [Double]) -> (Double, Double)? {
        guard let least = values.min(), let most = values.max() else { return nil }
        return (least, most)
    }
}
