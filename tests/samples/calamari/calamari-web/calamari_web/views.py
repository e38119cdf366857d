"""Pages."""

def home(request):
    return "sample"
