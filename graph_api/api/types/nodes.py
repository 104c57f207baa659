"""What has an id of its own."""

import strawberry


@strawberry.interface(description="Whatever has an id of its own, by which `node` finds it again.")
class Node:
    """The part that all nodes have in common."""

    id: strawberry.ID = strawberry.field(description="The global id. It never changes; do not read anything into it.")
