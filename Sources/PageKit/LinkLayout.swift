import Foundation

/// Where the things of a link chart stand.
///
/// The first thing stands in the middle; its neighbours on an ellipse, those tied to one another side by side; the
/// rest beyond. Then they are moved apart and along their ties (Fruchterman and Reingold, 1991, with boxes for
/// things and their labels) for a fixed number of rounds. The same chart always gives the same drawing.
/// O(rounds × things²); meant for the dozens of things that a person can read.
struct LinkLayout {
    static let width = 886.0
    static let height = 452.0

    struct Point: Hashable {
        var x: Double
        var y: Double
    }

    private(set) var points: [Point]
    private(set) var labels: [Point] = []

    private static let rounds = 240
    /// Room for a thing with its two lines of words.
    private static let box = (width: 150.0, height: 104.0)

    init(of chart: LinkChart) {
        let count = chart.things.count
        points = Self.start(count: count, order: Self.order(of: chart))
        guard count > 2 else {
            labels = Self.middles(of: chart.links, points)
            return
        }
        for round in 0..<Self.rounds {
            relax(chart.links, step: 14 * (1 - Double(round) / Double(Self.rounds)) + 0.4)
        }
        labels = Self.middles(of: chart.links, points)
    }

    /// The neighbours in an order that puts those tied to one another side by side: a walk along ties.
    private static func order(of chart: LinkChart) -> [Int] {
        var ties: [[Int]] = Array(repeating: [], count: chart.things.count)
        for link in chart.links where link.from != 0 && link.to != 0 {
            ties[link.from].append(link.to)
            ties[link.to].append(link.from)
        }
        var order: [Int] = []
        var seen = Set([0])
        let fewestTiesFirst = chart.things.indices.dropFirst().sorted { (ties[$0].count, $0) < (ties[$1].count, $1) }
        for start in fewestTiesFirst.filter({ !ties[$0].isEmpty }) + fewestTiesFirst.filter({ ties[$0].isEmpty }) {
            var next: [Int] = [start]
            while let thing = next.popLast() {
                guard seen.insert(thing).inserted else { continue }
                order.append(thing)
                next += ties[thing].sorted(by: >)
            }
        }
        return order
    }

    private static func start(count: Int, order: [Int]) -> [Point] {
        var points = Array(repeating: Point(x: width / 2, y: height / 2 - 12), count: count)
        let rings = max(1, Int((Double(order.count) / 12).rounded(.up)))
        for (place, thing) in order.enumerated() {
            let angle = Double.pi * (1.15 + 2 * Double(place) / Double(max(order.count, 1)))
            let reach = 1 - 0.34 * Double(place % rings) / Double(rings)
            points[thing] = Point(
                x: width / 2 + cos(angle) * (width / 2 - 90) * reach,
                y: height / 2 - 14 + sin(angle) * (height / 2 - 60) * reach
            )
        }
        return points
    }

    private mutating func relax(_ links: [LinkLine], step: Double) {
        var moves = Array(repeating: Point(x: 0, y: 0), count: points.count)
        for a in points.indices {
            for b in points.indices where b > a {
                let (dx, dy) = (points[a].x - points[b].x, points[a].y - points[b].y)
                // In units of the box, so that wide labels get wide room.
                let (ux, uy) = (dx / Self.box.width, dy / Self.box.height)
                let distance = max((ux * ux + uy * uy).squareRoot(), 0.05)
                guard distance < 2.2 else { continue }
                let push = (distance < 1.15 ? 2.2 : 0.32) / (distance * distance)
                moves[a].x += ux * push
                moves[a].y += uy * push
                moves[b].x -= ux * push
                moves[b].y -= uy * push
            }
        }
        for link in links {
            let (dx, dy) = (points[link.to].x - points[link.from].x, points[link.to].y - points[link.from].y)
            let distance = max((dx * dx + dy * dy).squareRoot(), 1)
            let pull = (distance - 190) / 190 * 0.32
            moves[link.from].x += dx / distance * pull
            moves[link.from].y += dy / distance * pull
            moves[link.to].x -= dx / distance * pull
            moves[link.to].y -= dy / distance * pull
        }
        for thing in points.indices.dropFirst() {
            let length = max((moves[thing].x * moves[thing].x + moves[thing].y * moves[thing].y).squareRoot(), 0.001)
            let scale = min(length * 6, step) / length
            points[thing].x = min(max(points[thing].x + moves[thing].x * scale, 80), Self.width - 80)
            points[thing].y = min(max(points[thing].y + moves[thing].y * scale, 34), Self.height - 66)
        }
    }

    /// Where the words of each tie stand: near its middle, a little nearer to the end away from the centre, where
    /// there is more room.
    private static func middles(of links: [LinkLine], _ points: [Point]) -> [Point] {
        links.map { link in
            let (a, b) = (points[link.from], points[link.to])
            let share = link.from == 0 ? 0.55 : link.to == 0 ? 0.45 : 0.5
            return Point(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
        }
    }
}
