"""Django admin, for administrators: people, organisations, memberships. The record is for reading."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from actions.models import (
    Entry,
    Membership,
    Milestone,
    Organisation,
    PriorityAction,
    Report,
    User,
)


class ForReading(admin.ModelAdmin):
    """What follows from the record is changed on the report's own pages, which write the record."""

    def get_fields(self, request, obj=None):
        """Named here, so that no form is made only to find them."""
        return [field.name for field in self.opts.concrete_fields if field.editable and not field.primary_key]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NewUserForm(forms.ModelForm):
    """A new person; they choose their password through “Forgot your password?”."""

    class Meta:
        model = User
        fields = ["email", "name", "organisation", "language", "time_zone"]


class OnlyAdded:
    """A membership is changed and ended on the report's own page, which knows what has to be handed over first."""

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class MembershipInline(OnlyAdded, admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "organisation", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name", "email"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "organisation", "language", "time_zone"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "organisation", "language", "time_zone"]})]

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.add_fieldsets

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **kwargs if obj else {"form": NewUserForm, **kwargs})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Membership)
class MembershipAdmin(OnlyAdded, admin.ModelAdmin):
    list_display = ["user", "report", "role"]
    list_filter = ["role", "report"]
    list_select_related = ["user", "report"]
    search_fields = ["user__name", "user__email"]


@admin.register(Report)
class ReportAdmin(ForReading):
    list_display = ["title", "country", "publisher", "published_on"]
    search_fields = ["title", "publisher"]


@admin.register(PriorityAction)
class PriorityActionAdmin(ForReading):
    list_display = ["title", "number", "report", "lead_organisation"]
    list_select_related = ["report", "lead_organisation"]
    search_fields = ["title"]


@admin.register(Milestone)
class MilestoneAdmin(ForReading):
    list_display = ["title", "action", "due_on", "organisation"]
    list_select_related = ["action", "organisation"]
    search_fields = ["title"]


@admin.register(Entry)
class EntryAdmin(ForReading):
    list_display = ["sequence", "report", "kind", "action", "author", "happened_on", "recorded_at"]
    list_filter = ["kind"]
    list_select_related = ["report", "action", "author"]
